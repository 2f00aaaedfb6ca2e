package terraform

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"hash"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// The functions that Terraform has beside those of cty's library.

var errArgument = errors.New("no such argument")

// newFunction is a function of parameters of some types.
func newFunction(result cty.Type, impl func(args []cty.Value) (cty.Value, error), params ...cty.Type) function.Function {
	spec := &function.Spec{
		Type: function.StaticReturnType(result),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) { return impl(args) },
	}
	for _, param := range params {
		spec.Params = append(spec.Params, function.Parameter{Type: param})
	}
	return function.New(spec)
}

// textTest is a question about two texts.
func textTest(holds func(text, part string) bool) function.Function {
	return newFunction(cty.Bool, func(args []cty.Value) (cty.Value, error) {
		return cty.BoolVal(holds(args[0].AsString(), args[1].AsString())), nil
	}, cty.String, cty.String)
}

// ofText makes one text of another.
func ofText(change func(string) (string, error)) function.Function {
	return newFunction(cty.String, func(args []cty.Value) (cty.Value, error) {
		s, err := change(args[0].AsString())
		return cty.StringVal(s), err
	}, cty.String)
}

func plainly(change func(string) string) func(string) (string, error) {
	return func(s string) (string, error) { return change(s), nil }
}

func hashed(newHash func() hash.Hash, encode func(string) string) function.Function {
	return ofText(plainly(func(s string) string {
		h := newHash()
		h.Write([]byte(s))
		return encode(string(h.Sum(nil)))
	}))
}

func base64Encode(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
func hexEncode(s string) string    { return hex.EncodeToString([]byte(s)) }

func base64Decode(s string) (string, error) {
	data, err := base64.StdEncoding.DecodeString(s)
	if err == nil && !utf8.Valid(data) {
		err = errArgument
	}
	return string(data), err
}

func timeCmpFunc() function.Function {
	return newFunction(cty.Number, func(args []cty.Value) (cty.Value, error) {
		a, err := time.Parse(time.RFC3339, args[0].AsString())
		if err != nil {
			return cty.NilVal, err
		}
		b, err := time.Parse(time.RFC3339, args[1].AsString())
		return cty.NumberIntVal(int64(a.Compare(b))), err
	}, cty.String, cty.String)
}

func indexFunc() function.Function {
	return newFunction(cty.Number, func(args []cty.Value) (cty.Value, error) {
		i := int64(0)
		for _, v := range args[0].Elements() {
			if v.RawEquals(args[1]) {
				return cty.NumberIntVal(i), nil
			}
			i++
		}
		return cty.NilVal, errArgument
	}, cty.DynamicPseudoType, cty.DynamicPseudoType)
}

func sumFunc() function.Function {
	return newFunction(cty.Number, func(args []cty.Value) (cty.Value, error) {
		total := cty.Zero
		for _, v := range args[0].Elements() {
			var err error
			if total, err = stdlib.Add(total, v); err != nil {
				return cty.NilVal, err
			}
		}
		return total, nil
	}, cty.List(cty.Number))
}

// matchKeysFunc keeps the values whose keys are among some.
func matchKeysFunc() function.Function {
	texts := cty.List(cty.String)
	return newFunction(texts, func(args []cty.Value) (cty.Value, error) {
		values, keys := args[0].AsValueSlice(), args[1].AsValueSlice()
		wanted := args[2].AsValueSlice()
		var kept []cty.Value
		for i, key := range keys {
			if i < len(values) && slices.ContainsFunc(wanted, key.RawEquals) {
				kept = append(kept, values[i])
			}
		}
		if len(values) != len(keys) || len(kept) == 0 {
			return cty.ListValEmpty(cty.String), nil
		}
		return cty.ListVal(kept), nil
	}, texts, texts, texts)
}

// transposeFunc swaps the keys and values of a map of lists.
func transposeFunc() function.Function {
	lists := cty.Map(cty.List(cty.String))
	return newFunction(lists, func(args []cty.Value) (cty.Value, error) {
		swapped := map[string][]cty.Value{}
		for key, list := range args[0].Elements() {
			for _, v := range list.Elements() {
				if v.IsNull() {
					return cty.NilVal, errArgument
				}
				swapped[v.AsString()] = append(swapped[v.AsString()], key)
			}
		}
		out := map[string]cty.Value{}
		for name, keys := range swapped {
			out[name] = cty.ListVal(keys)
		}
		if len(out) == 0 {
			return cty.MapValEmpty(cty.List(cty.String)), nil
		}
		return cty.MapVal(out), nil
	}, lists)
}
