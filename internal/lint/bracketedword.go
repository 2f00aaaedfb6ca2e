package lint

import (
	"fmt"
	"strings"

	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/source"
)

func checkBracketedWord(p *patternPass) {
	fields, ok := p.pattern.(*grammar.DelimitedPattern)
	if !ok || len(fields.Fields) == 0 {
		return
	}
	if len(fields.Fields) > 1 {
		checkListedLevels(p, fields)
		return
	}
	f := fields.Fields[0]
	if f.Name == "" || f.Expr != nil || !levelName(f.Name) || usesField(p.site.resource, f.Name) {
		return
	}
	p.report(fields.At, fmt.Sprintf("%s is the name of a field here, so the pattern matches every log event that is not empty.", f.Name),
		fmt.Sprintf(`Put it in double quotes to look for the text: "%s".`, p.body),
		p.fix("Quote the text", fields.At, `"`+p.body+`"`)...)
}

// checkListedLevels is about several levels in brackets, and nothing asked of
// any: [ERROR, Exception].
func checkListedLevels(p *patternPass, fields *grammar.DelimitedPattern) {
	var words []string
	level := false
	for _, f := range fields.Fields {
		if f.Ellipsis || f.Name == "" && f.Expr == nil {
			continue
		}
		if f.Expr != nil || !levelName(f.Name) || usesField(p.site.resource, f.Name) {
			return
		}
		level = level || logLevel(f.Name)
		word := f.Name
		if strings.Contains(word, "-") { // which would exclude what follows it
			word = `"` + word + `"`
		}
		words = append(words, word)
	}
	if !level {
		return
	}
	meant := "?" + strings.Join(words, " ?")
	if len(words) == 1 {
		meant = words[0]
	}
	p.report(fields.At, fmt.Sprintf("%s names fields here and sets no condition on them: the pattern matches every log event with enough values.", p.body),
		"Write terms to look for one of the words: "+meant+".", p.fix("Write "+meant, fields.At, meant)...)
}

// logLevel reports whether a word is the level of a log event, or an error.
func logLevel(name string) bool {
	switch strings.ToLower(name) {
	case "error", "warn", "warning", "info", "debug", "fatal", "critical", "exception", "trace":
		return true
	}
	return false
}

// levelName reports whether a field's name is what a log writes in brackets:
// a word in capitals or a level.
func levelName(name string) bool {
	return logLevel(name) || name == strings.ToUpper(name) && len(name) > 2
}

// usesField reports whether the filter's metric takes a value from the field.
func usesField(r *source.Resource, name string) bool {
	for _, ref := range metricReferences(r) {
		if ref.name == "$"+name || ref.name == "" {
			return true
		}
	}
	return false
}
