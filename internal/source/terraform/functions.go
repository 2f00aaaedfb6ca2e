package terraform

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"fmt"
	"net/url"
	"path"
	"strings"
	"sync"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"

	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
)

// functions are those of https://developer.hashicorp.com/terraform/language/functions
// whose results are values of their own. As in Terraform most are of cty's
// library. Those whose results are made of their arguments and keep the places
// of these are evaluated by tfCall.text and tfCall.collection.
//
// Left out, so that their values are not known, are those
//   - of other files, but for file and templatefile: abspath, file…, pathexpand,
//     templatestring;
//   - that differ each time: bcrypt, plantimestamp, timestamp, uuid;
//   - of packed and secret data, which no pattern and no name is made with:
//     base64gzip, base64gunzip, rsadecrypt, text…base64, uuidv5, yamlencode;
//   - of networks: cidr…;
//   - about the evaluation itself: ephemeralasnull, issensitive, type.
var functions = sync.OnceValue(func() map[string]function.Function {
	return map[string]function.Function{
		"abs": stdlib.AbsoluteFunc, "ceil": stdlib.CeilFunc, "floor": stdlib.FloorFunc, "log": stdlib.LogFunc, "max": stdlib.MaxFunc,
		"min": stdlib.MinFunc, "parseint": stdlib.ParseIntFunc, "pow": stdlib.PowFunc, "signum": stdlib.SignumFunc,

		"endswith": textTest(strings.HasSuffix), "startswith": textTest(strings.HasPrefix), "strcontains": textTest(strings.Contains),
		"format": stdlib.FormatFunc, "formatlist": stdlib.FormatListFunc, "indent": stdlib.IndentFunc, "lower": stdlib.LowerFunc,
		"regex": stdlib.RegexFunc, "regexall": stdlib.RegexAllFunc, "replace": stdlib.ReplaceFunc, "split": stdlib.SplitFunc,
		"strrev": stdlib.ReverseFunc, "substr": stdlib.SubstrFunc, "title": stdlib.TitleFunc, "upper": stdlib.UpperFunc,

		"chunklist": stdlib.ChunklistFunc, "coalescelist": stdlib.CoalesceListFunc, "contains": stdlib.ContainsFunc, "range": stdlib.RangeFunc,
		"reverse": stdlib.ReverseListFunc, "setintersection": stdlib.SetIntersectionFunc, "setproduct": stdlib.SetProductFunc,
		"setsubtract": stdlib.SetSubtractFunc, "setunion": stdlib.SetUnionFunc, "slice": stdlib.SliceFunc, "sort": stdlib.SortFunc,
		"zipmap": stdlib.ZipmapFunc,

		"csvdecode":  stdlib.CSVDecodeFunc,
		"formatdate": stdlib.FormatDateFunc, "timeadd": stdlib.TimeAddFunc, "timecmp": timeCmpFunc(),
		"index": indexFunc(), "sum": sumFunc(), "matchkeys": matchKeysFunc(), "transpose": transposeFunc(),

		"base64decode": ofText(base64Decode), "base64encode": ofText(plainly(base64Encode)), "urlencode": ofText(plainly(url.QueryEscape)),
		"basename": ofText(plainly(path.Base)), "dirname": ofText(plainly(path.Dir)),
		"base64sha256": hashed(sha256.New, base64Encode), "base64sha512": hashed(sha512.New, base64Encode), "md5": hashed(md5.New, hexEncode),
		"sha1": hashed(sha1.New, hexEncode), "sha256": hashed(sha256.New, hexEncode), "sha512": hashed(sha512.New, hexEncode),
	}
})

// Bounds of a call, whose result may be far larger than its arguments.
const (
	maxArguments = source.MaxText / 16 // bytes of texts, and values
	maxWidth     = 256                 // of what is filled with spaces
	maxProduct   = 1 << 12             // elements of a setproduct
	maxReplaced  = 1 << 24             // bytes, if every place was replaced
)

// library evaluates a function of the library, nil when it cannot.
func (c *tfCall) library(name string) *source.Value {
	f, ok := functions()[name]
	if !ok || len(c.args) == 0 {
		return nil
	}
	left := maxArguments
	args := make([]cty.Value, len(c.args))
	for i, arg := range c.args {
		if args[i], ok = toCty(arg, &left); !ok {
			if left < 0 {
				c.e.f.TooLarge(c.e.at, fmt.Sprintf("it gives %s more than %d bytes and values", name, maxArguments))
			}
			return nil
		}
	}
	if !c.bounded(name) {
		c.e.f.TooLarge(c.e.at, "it has "+name+" make too long a text or list")
		return nil
	}
	if !c.e.spend(c.work(name, maxArguments-left)) {
		return nil
	}
	// Terraform takes /re/ as a regular expression.
	if name == "replace" && len(args) == 3 {
		if re, ok := c.args[1].Str(); ok && len(re) > 1 && re[0] == '/' && re[len(re)-1] == '/' {
			f, args[1] = stdlib.RegexReplaceFunc, cty.StringVal(re[1:len(re)-1])
		}
	}
	result, ok := apply(f, args)
	if !ok {
		return nil
	}
	return c.e.fromLibrary(result, c.src.at(c.r))
}

// work is what a call costs in steps, given the size of its arguments.
func (c *tfCall) work(name string, size int) int {
	switch name {
	case "regex", "regexall", "replace":
		pattern := 1
		if len(c.args) > 1 {
			s, _ := c.args[min(1, len(c.args)-1)].AsKnown()
			if first, _ := c.args[0].AsKnown(); name != "replace" {
				s = first
			}
			pattern += len(s)
		}
		return 1 + size*pattern/1024
	case "matchkeys", "setintersection", "setsubtract", "setunion", "setproduct":
		return 1 + size*len(c.args[len(c.args)-1].Items)/64
	}
	return 1 + size/64
}

// bounded reports whether the result of a call is not much larger than its
// arguments, or not known.
func (c *tfCall) bounded(name string) bool {
	switch name {
	case "format", "formatlist":
		form, ok := c.args[0].AsKnown()
		return !ok || narrow(form)
	case "indent":
		n, ok := c.args[0].AsInt()
		return !ok || n <= maxWidth
	case "replace":
		if len(c.args) == 3 {
			text, _ := c.args[0].AsKnown()
			by, _ := c.args[2].AsKnown()
			return (len(text)+1)*(len(by)+1) <= maxReplaced
		}
	case "setproduct":
		product := 1
		for _, arg := range c.args {
			if product *= len(arg.Items); product > maxProduct {
				return false
			}
		}
	}
	return true
}

// narrow reports whether no verb of a format asks for a large width or
// precision.
func narrow(form string) bool {
	for i := 0; i < len(form); i++ {
		if form[i] != '%' {
			continue
		}
		n := 0
		for i++; i < len(form) && strings.IndexByte(" +-#.0123456789[]*", form[i]) >= 0; i++ {
			n = n*10 + int(form[i]-'0')
			if form[i] < '0' || form[i] > '9' {
				n = 0
			}
			if n > maxWidth {
				return false
			}
		}
	}
	return true
}

// apply calls a function with arguments that have the types it wants, or those
// that they convert to.
func apply(f function.Function, args []cty.Value) (cty.Value, bool) {
	params := f.Params()
	for i := range args {
		param := f.VarParam()
		if i < len(params) {
			param = &params[i]
		}
		if param == nil {
			return cty.NilVal, false
		}
		v, err := convert.Convert(args[i], param.Type)
		if err != nil {
			return cty.NilVal, false
		}
		args[i] = v
	}
	result, err := f.Call(args)
	return result, err == nil
}

// toCty is a value for the library. What is not known in it is not known there
// either. left is what the call may still take.
func toCty(v *source.Value, left *int) (cty.Value, bool) {
	if *left--; *left < 0 {
		return cty.NilVal, false
	}
	switch v.Kind {
	case source.Unknown:
		return cty.DynamicVal, true
	case source.List:
		items := make([]cty.Value, len(v.Items))
		for i, item := range v.Items {
			var ok bool
			if items[i], ok = toCty(item, left); !ok {
				return cty.NilVal, false
			}
		}
		return cty.TupleVal(items), true
	case source.Map:
		members := map[string]cty.Value{}
		for _, m := range v.Members {
			inner, ok := toCty(m.Value, left)
			if !ok {
				return cty.NilVal, false
			}
			members[m.Name] = inner
			*left -= len(m.Name)
		}
		return cty.ObjectVal(members), true
	case source.String:
		if !v.Text.Known() {
			return cty.UnknownVal(cty.String), true
		}
		*left -= len(v.Text.Decoded)
	case source.Number:
		*left -= len(v.Literal)
	}
	scalar, ok := asCty(v)
	return scalar, ok && *left >= 0
}

// fromLibrary is a result of the library, nil when it is not known. All of it
// stands for the call.
func (e *tfEval) fromLibrary(v cty.Value, at document.Span) *source.Value {
	if !e.spend(1) || !v.IsKnown() {
		return nil
	}
	if scalar, ok := fromCty(v, at); ok || !v.CanIterateElements() {
		if ok && scalar.Kind == source.String && len(scalar.Text.Decoded) > source.MaxText {
			e.f.TooLong(e.at)
			return nil
		}
		if ok && scalar.Kind == source.String && !e.spend(source.Steps(scalar.Text)) {
			return nil
		}
		return scalar
	}
	out := &source.Value{Kind: source.List, Span: at}
	if v.Type().IsObjectType() || v.Type().IsMapType() {
		out.Kind = source.Map
	}
	for key, element := range v.Elements() {
		inner := e.fromLibrary(element, at)
		if inner == nil {
			inner = &source.Value{Kind: source.Unknown, Span: at}
		}
		if out.Kind == source.Map {
			out.Members = append(out.Members, &source.Member{Name: key.AsString(), Key: at, Value: source.HideNamed(key.AsString(), inner)})
		} else {
			out.Items = append(out.Items, inner)
		}
	}
	return out
}
