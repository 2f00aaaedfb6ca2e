package cli

import (
	"fmt"
	"slices"
	"strings"
	"text/template"

	"github.com/alecthomas/kong"
)

type completionCmd struct {
	Shell string `arg:"" enum:"bash,zsh,fish" help:"bash, zsh or fish."`
}

// Help says how to use the script.
func (completionCmd) Help() string {
	return "Prints a script for the shell: eval \"$(logsieve completion bash)\", or the same with zsh; logsieve completion fish | source.\n" +
		"It completes commands, flags, files, the operations of validate and the rules of rule."
}

// completionWords are what a script offers behind each command.
type completionWords struct {
	Commands []string
	Second   []commandWords // what stands behind a command: its own commands, or values
	Flags    []commandFlags
}

type commandWords struct {
	Command string
	Words   []string
}

type commandFlags struct {
	Command string // its first word
	Flags   []string
}

// Run prints the script. Its words come from the command line itself, so that
// they cannot go stale.
func (c *completionCmd) Run(e *env, k *kong.Kong) error {
	var words completionWords
	for _, leaf := range k.Model.Leaves(true) {
		name := strings.TrimPrefix(leaf.Path(), k.Model.Name+" ")
		first, _, _ := strings.Cut(name, " ")
		if n := len(words.Commands); n == 0 || words.Commands[n-1] != first {
			words.Commands = append(words.Commands, first)
		}
		if n := len(words.Flags); n == 0 || words.Flags[n-1].Command != first {
			words.Flags = append(words.Flags, commandFlags{Command: first})
		}
		last := &words.Flags[len(words.Flags)-1]
		for _, group := range leaf.AllFlags(true) {
			for _, f := range group {
				names := []string{"--" + f.Name}
				if f.Tag.Negatable != "" {
					names = append(names, "--no-"+f.Name)
				}
				for _, name := range names {
					if !slices.Contains(last.Flags, name) {
						last.Flags = append(last.Flags, name)
					}
				}
			}
		}
	}
	for _, node := range k.Model.Children {
		var second []string
		for _, child := range node.Children {
			second = append(second, child.Name)
		}
		if len(node.Positional) > 0 && node.Positional[0].Enum != "" {
			second = node.Positional[0].EnumSlice()
		}
		if len(second) > 0 {
			words.Second = append(words.Second, commandWords{node.Name, second})
		}
	}
	t, err := template.New(c.Shell).Funcs(template.FuncMap{"join": strings.Join}).Parse(completionScript(c.Shell))
	if err != nil {
		return fmt.Errorf("completion script: %w", err)
	}
	return t.Execute(e.Out, words)
}

func completionScript(shell string) string {
	switch shell {
	case "zsh":
		return zshCompletion
	case "fish":
		return fishCompletion
	default:
		return bashCompletion
	}
}

const bashCompletion = `_logsieve() {
  local cur=${COMP_WORDS[COMP_CWORD]} words=""
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    words="{{join .Commands " "}}"
  elif [ "${COMP_WORDS[1]}" = validate ] && [ "$COMP_CWORD" -eq 2 ] && [ "${cur#-}" = "$cur" ]; then
    words=$(logsieve validate --list 2>/dev/null | awk '{print $2}')
  elif [ "${COMP_WORDS[1]}" = rule ] && [ "$COMP_CWORD" -eq 2 ] && [ "${cur#-}" = "$cur" ]; then
    words=$(logsieve rules 2>/dev/null | awk '{print $1, $2}')
{{- range .Second}}
  elif [ "${COMP_WORDS[1]}" = {{.Command}} ] && [ "$COMP_CWORD" -eq 2 ] && [ "${cur#-}" = "$cur" ]; then
    words="{{join .Words " "}}"
{{- end}}
  elif [ "${cur#-}" != "$cur" ]; then
    case ${COMP_WORDS[1]} in
{{- range .Flags}}
    {{.Command}}) words="$words {{join .Flags " "}}" ;;
{{- end}}
    esac
  fi
  if [ -n "$words" ]; then
    COMPREPLY=($(compgen -W "$words" -- "$cur"))
  else
    COMPREPLY=($(compgen -f -- "$cur"))
  fi
}
complete -o filenames -F _logsieve logsieve
`

const zshCompletion = `#compdef logsieve
_logsieve() {
  local -a words_
  if (( CURRENT == 2 )); then
    words_=({{join .Commands " "}})
  elif [[ $words[2] == validate && $CURRENT -eq 3 && $words[CURRENT] != -* ]]; then
    words_=(${(f)"$(logsieve validate --list 2>/dev/null | awk '{print $2}')"})
  elif [[ $words[2] == rule && $CURRENT -eq 3 && $words[CURRENT] != -* ]]; then
    words_=(${(f)"$(logsieve rules 2>/dev/null | awk '{print $1; print $2}')"})
{{- range .Second}}
  elif [[ $words[2] == {{.Command}} && $CURRENT -eq 3 && $words[CURRENT] != -* ]]; then
    words_=({{join .Words " "}})
{{- end}}
  elif [[ $words[CURRENT] == -* ]]; then
    case $words[2] in
{{- range .Flags}}
    {{.Command}}) words_+=({{join .Flags " "}}) ;;
{{- end}}
    esac
  fi
  if (( $#words_ )); then compadd -- $words_; else _files; fi
}
compdef _logsieve logsieve
`

const fishCompletion = `complete -c logsieve -n __fish_use_subcommand -f -a "{{join .Commands " "}}"
complete -c logsieve -n "__fish_seen_subcommand_from validate; and test (count (commandline -opc)) -eq 2" -f -a "(logsieve validate --list 2>/dev/null | awk '{print \$2}')"
complete -c logsieve -n "__fish_seen_subcommand_from rule; and test (count (commandline -opc)) -eq 2" -f -a "(logsieve rules 2>/dev/null | awk '{print \$1; print \$2}')"
{{- range .Second}}
complete -c logsieve -n "__fish_seen_subcommand_from {{.Command}}; and test (count (commandline -opc)) -eq 2" -f -a "{{join .Words " "}}"
{{- end}}
{{- range .Flags}}{{$command := .Command}}
{{- range .Flags}}
complete -c logsieve -n "__fish_seen_subcommand_from {{$command}}" -l {{slice . 2}}
{{- end}}
{{- end}}
`
