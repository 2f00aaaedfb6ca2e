package lint

import (
	"fmt"
	"strings"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/languages"
)

// inHost rewrites what the validators say of missing and unknown members in the
// words of the file: resource types have names of their own for them, and what
// becomes of an unknown one is up to the tool. The API itself ignores it;
// CloudFormation refuses the template, and clients refuse the request.
func (v *validation) inHost(f *located) {
	written := v.written(f.at)
	switch {
	case f.Code == "RQ003" && !f.whole:
		v.missingInHost(f)
	case f.Code != "RQ011" || written == "" || len(f.Path) == 0:
	case strings.HasPrefix(v.resource.Type, "AWS::") && v.file.FormatOf(v.resource).ByCloudFormation:
		f.Reason = fmt.Sprintf("%s is not a property here; CloudFormation refuses it.", written)
		if f.Replacement != "" {
			f.Remedy = fmt.Sprintf("Did you mean %s?", strings.Replace(capital(f.Replacement), "ARN", "Arn", 1))
		}
	case v.file.FormatOf(v.resource).AsSent && strings.Contains(f.Reason, "the service ignores it"):
		f.Reason = strings.Replace(f.Reason, "the service ignores it", "AWS CLI and SDKs refuse it, and the service ignores it", 1)
	}
}

// missingInHost names a missing member as the file would write it.
func (v *validation) missingInHost(f *located) {
	var names []string
	for _, s := range f.Path {
		if s.Kind != request.IndexStep {
			names = append(names, s.Name)
		}
	}
	path := languages.ArgumentPath(v.resource.Type, names...)
	if path == nil || len(names) == 0 {
		return
	}
	f.Reason = fmt.Sprintf("%s is required.", strings.Join(path, "."))
	f.Remedy = strings.Replace(f.Remedy, names[len(names)-1], path[len(path)-1], 1)
}

// written is a member's name as the file has it, "" when it is not plain.
func (v *validation) written(at source.Span) string {
	if at.Start < 0 || at.End > len(v.file.Data) || at.Start >= at.End {
		return ""
	}
	name := strings.Trim(string(v.file.Data[at.Start:at.End]), `"'`)
	if strings.ContainsAny(name, "\\\"'\n:{} ") {
		return ""
	}
	return name
}
