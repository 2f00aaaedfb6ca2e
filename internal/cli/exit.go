package cli

// Exit codes, the same for every command.
const (
	ExitOK       = 0 // clean, or at least one log event matched
	ExitFindings = 1 // findings, failed cases, or no match
	ExitUsage    = 2 // wrong usage, bad configuration or an invalid filter pattern
	ExitInternal = 3 // input/output or internal failure

	// ExitInterrupted is what shells report of a program that Ctrl-C ended.
	ExitInterrupted = 130
)

// exitHelp is printed at the end of every --help.
const exitHelp = `Exit codes: 0 clean or matched, 1 findings or no match, 2 usage, configuration or invalid pattern, 3 I/O or internal failure; 130 interrupted.`
