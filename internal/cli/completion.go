package cli

import (
	"fmt"
	"slices"
	"strings"
	"text/template"

	"github.com/alecthomas/kong"
)

type completionCmd struct {
	Shell string `arg:"" enum:"bash,zsh,fish" help:"${enum}"`
}

// Help says how to use the script.
func (completionCmd) Help() string {
	return "Prints a script for the shell: eval \"$(logsieve completion bash)\", or the same with zsh; logsieve completion fish | source.\n" +
		"It completes commands, flags, files, and the operation names of validate."
}

// completionWords are what a script offers behind each command.
type completionWords struct {
	Commands []string
	Flags    []commandFlags
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
				if flag := "--" + f.Name; !slices.Contains(last.Flags, flag) {
					last.Flags = append(last.Flags, flag)
				}
			}
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
{{- range .Flags}}{{$command := .Command}}
{{- range .Flags}}
complete -c logsieve -n "__fish_seen_subcommand_from {{$command}}" -l {{slice . 2}}
{{- end}}
{{- end}}
`
