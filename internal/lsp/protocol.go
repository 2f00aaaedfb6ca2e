package lsp

// The parts of the Language Server Protocol 3.17 that are spoken here, spelled
// as its specification spells them.

type position struct {
	Line      int `json:"line"`      // from 0
	Character int `json:"character"` // from 0, in units of the encoding agreed on
}

type textRange struct {
	Start position `json:"start"`
	End   position `json:"end"`
}

type textDocument struct {
	URI     string `json:"uri"`
	Version int    `json:"version"`
	Text    string `json:"text"`
}

type documentParams struct {
	TextDocument   textDocument `json:"textDocument"`
	Position       position     `json:"position"`
	Range          textRange    `json:"range"`
	ContentChanges []struct {
		Range *textRange `json:"range"`
		Text  string     `json:"text"`
	} `json:"contentChanges"`
	Context struct {
		Only []string `json:"only"`
	} `json:"context"`
}

type initializeParams struct {
	RootURI          *string `json:"rootUri"`
	WorkspaceFolders []struct {
		URI string `json:"uri"`
	} `json:"workspaceFolders"`
	Capabilities struct {
		General struct {
			PositionEncodings []string `json:"positionEncodings"`
		} `json:"general"`
	} `json:"capabilities"`
}

type diagnostic struct {
	Range           textRange    `json:"range"`
	Severity        int          `json:"severity"`
	Code            string       `json:"code"`
	CodeDescription *description `json:"codeDescription,omitempty"`
	Source          string       `json:"source"`
	Message         string       `json:"message"`
}

type description struct {
	Href string `json:"href"`
}

type textEdit struct {
	Range   textRange `json:"range"`
	NewText string    `json:"newText"`
}

type workspaceEdit struct {
	Changes map[string][]textEdit `json:"changes"`
}

type codeAction struct {
	Title       string        `json:"title"`
	Kind        string        `json:"kind"`
	Diagnostics []diagnostic  `json:"diagnostics,omitempty"`
	IsPreferred bool          `json:"isPreferred,omitempty"`
	Edit        workspaceEdit `json:"edit"`
}

// The kinds of code actions.
const (
	quickFix      = "quickfix"
	rewrite       = "refactor.rewrite"
	fixAll        = "source.fixAll.logsieve"
	formatAll     = "source.formatFilterPatterns.logsieve"
	markdown      = "markdown"
	sourceName    = "logsieve"
	completeWord  = 14 // CompletionItemKind.Keyword
	completeField = 5  // CompletionItemKind.Field
	completeEnum  = 20 // CompletionItemKind.EnumMember
)

type markup struct {
	Kind  string `json:"kind"`
	Value string `json:"value"`
}

type hover struct {
	Contents markup    `json:"contents"`
	Range    textRange `json:"range"`
}

type completionItem struct {
	Label    string   `json:"label"`
	Kind     int      `json:"kind"`
	Detail   string   `json:"detail,omitempty"`
	TextEdit textEdit `json:"textEdit"`
}
