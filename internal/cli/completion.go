package cli

import (
	"embed"
	"fmt"
	"strings"

	"github.com/alecthomas/kong"
)

// completionCmd prints what asks completeCmd in a shell.
type completionCmd struct {
	Shell string `arg:"" enum:"bash,zsh,fish,powershell" help:"bash, zsh, fish or powershell."`
}

// Help says how to use the script.
func (completionCmd) Help() string {
	return "Prints a script for the shell: eval \"$(logsieve completion bash)\", or the same with zsh; logsieve completion fish | source; logsieve completion powershell | Out-String | Invoke-Expression.\n\n" +
		"It completes commands, flags and their values, such as formats, units, rules and packs, operations, and files. All but files is said with what it means, where the shell can show that."
}

//go:embed completion
var completionScripts embed.FS

// Run prints the script. It asks this program, so that it cannot go stale.
func (c *completionCmd) Run(e *env) error {
	script, err := completionScripts.ReadFile("completion/" + c.Shell)
	if err != nil {
		return err
	}
	_, err = e.Out.Write(script)
	return err
}

// completeCmd answers the scripts: the words that may stand at a place of a command
// line, one a line with its description after a tab. Where it has none the shell
// offers files.
type completeCmd struct {
	At    int      `arg:"" help:"The index of the word to complete in WORDS; their number for one that is not begun."`
	Words []string `arg:"" optional:"" help:"What follows the name of the program."`
}

// Run implements the command.
func (c *completeCmd) Run(e *env, k *kong.Kong) error {
	for _, one := range complete(k.Model, c.Words, c.At) {
		about, _, _ := strings.Cut(strings.TrimSpace(one.about), "\n")
		if _, err := fmt.Fprintf(e.Out, "%s\t%s\n", one.word, about); err != nil {
			return err
		}
	}
	return nil
}

// candidate is a word that may stand at a place, and what it means.
type candidate struct{ word, about string }

// complete is what may stand at a place of a command line.
func complete(model *kong.Application, words []string, at int) []candidate {
	if at < 0 || at > len(words) {
		return nil
	}
	current := ""
	if at < len(words) {
		current = words[at]
	}
	node, place, onlyArguments := model.Node, 0, false
	var waiting *kong.Flag // for its value
	for _, word := range words[:at] {
		switch {
		case waiting != nil:
			waiting = nil
		case onlyArguments:
			place++
		case word == "--":
			onlyArguments = true
		case strings.HasPrefix(word, "-") && word != "-":
			if flag, value := findFlag(node, word); flag != nil && !flag.IsBool() && !value {
				waiting = flag
			}
		default:
			if len(node.Children) == 0 {
				place++
			} else if node = findChild(node, word); node == nil {
				return nil // there is no such command
			}
		}
	}
	switch {
	case waiting != nil:
		return starting(current, flagValues(node, waiting))
	case strings.HasPrefix(current, "-") && !onlyArguments:
		if name, _, ok := strings.Cut(current, "="); ok {
			flag, _ := findFlag(node, name)
			if flag == nil {
				return nil
			}
			list := flagValues(node, flag)
			for i := range list {
				list[i].word = name + "=" + list[i].word
			}
			return starting(current, list)
		}
		return starting(current, flags(node))
	case len(node.Children) > 0:
		var list []candidate
		for _, child := range node.Children {
			if !child.Hidden {
				list = append(list, candidate{child.Name, child.Help})
			}
		}
		return starting(current, list)
	case len(node.Positional) > 0:
		return starting(current, argumentValues(node, min(place, len(node.Positional)-1)))
	}
	return nil
}

func findChild(node *kong.Node, name string) *kong.Node {
	for _, child := range node.Children {
		if child.Name == name {
			return child
		}
	}
	return nil
}

// findFlag is the flag of a word, and whether the word has its value, too.
func findFlag(node *kong.Node, word string) (flag *kong.Flag, value bool) {
	long, isLong := strings.CutPrefix(word, "--")
	long, _, value = strings.Cut(long, "=")
	for _, group := range node.AllFlags(true) {
		for _, f := range group {
			switch {
			case isLong && f.Name == long:
				return f, value
			case !isLong && f.Short != 0 && strings.HasPrefix(word[1:], string(f.Short)):
				return f, len(word) > 1+len(string(f.Short))
			}
		}
	}
	return nil, false
}

// flags are the long flags of a command.
func flags(node *kong.Node) (list []candidate) {
	for _, group := range node.AllFlags(true) {
		for _, f := range group {
			list = append(list, candidate{"--" + f.Name, f.Help})
			if f.Tag.Negatable != "" {
				list = append(list, candidate{"--no-" + f.Name, "Not --" + f.Name + "."})
			}
		}
	}
	return list
}

// starting are the candidates that a word may become.
func starting(word string, list []candidate) (some []candidate) {
	for _, one := range list {
		if strings.HasPrefix(one.word, word) {
			some = append(some, one)
		}
	}
	return some
}
