package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/engine/analyze"
	"github.com/logsieve/logsieve/internal/policy"
	"github.com/logsieve/logsieve/internal/project"
	"github.com/logsieve/logsieve/internal/report"
)

type policyCmd struct {
	Paths []string `arg:"" optional:"" name:"path" help:"Configuration files, or folders of them; the working folder by default."`

	Policy []string `short:"p" sep:"none" placeholder:"FILE" help:"Policy file; by default .logsieve-policy.yaml in the current folder or one above it. May be repeated."`
	Pack   []string `placeholder:"NAME" help:"A pack of built-in rules; see --packs. May be repeated."`
	Packs  bool     `xor:"instead" help:"List the built-in packs."`
	Export bool     `xor:"instead" help:"Print what is known about the filters, log groups and alarms as JSON, without judging anything."`
	Schema string   `enum:",policy,report,export" default:"" placeholder:"NAME" help:"Print a JSON Schema: policy (of policy files), report (of -o json) or export (of --export)."`

	LogGroup       []string `sep:"none" placeholder:"GLOB" help:"For rules that name no log groups, consider only filters of these; * matches any text. May be repeated."`
	FiltersOnly    bool     `help:"Check only filters and their metrics, not whether an alarm watches them and notifies somebody; every output says so."`
	AssumeDeployed bool     `help:"Assume that conditional resources are deployed, and that unknown actions of alarms exist."`

	Work workFlags `embed:""`

	fileFlags   `embed:""`
	judgedFlags `embed:""`

	Output        []string     `short:"o" sep:"none" default:"text" placeholder:"FORMAT[:FILE]" formats:"text,json,html,sarif,github,junit,gitlab,checkstyle" help:"Write text, json, html, sarif, github, junit, gitlab or checkstyle, to stdout or FILE. May be repeated."`
	Stamp         string       `placeholder:"TEXT" help:"State at the top of the HTML page what was judged, such as the commit and its date."`
	FailOn        string       `enum:",error,warning,info,never" default:"" placeholder:"SEVERITY" help:"The lowest severity that makes the exit code 1: error, warning (the default), info or never."`
	Baseline      string       `placeholder:"FILE" help:"Omit the findings that this baseline lists."`
	WriteBaseline optionalFlag `placeholder:"FILE" help:"Write the findings to a baseline (.logsieve-policy-baseline.json or --write-baseline=FILE) instead of reporting them."`
	Color         string       `enum:"auto,always,never" default:"auto" placeholder:"WHEN" help:"Colour: auto, always or never."`
}

// Help implements kong.HelpProvider.
func (policyCmd) Help() string {
	return `Says of each rule whether the metric filters of the configurations guarantee what it asks for: covered, when it is proved that no log event of the rule goes unnoticed; not covered, with a log event that would; undecided, when the files do not tell.

The exit code is 0 when every rule is covered, 1 when some is not or is undecided (see --fail-on), 2 when a policy, pack or flag is wrong or there is nothing to judge, and 3 when a file cannot be read.`
}

// Run implements the command.
func (c *policyCmd) Run(e *env) error {
	if c.Schema != "" && (c.Packs || c.Export) {
		return exit(ExitUsage, errors.New("policy: use only one of --packs, --export and --schema"))
	}
	if c.Packs {
		return c.listPacks(e)
	}
	if c.Schema != "" {
		text, err := policy.Schema(c.Schema)
		if err == nil {
			_, err = e.Out.Write(text)
		}
		return err
	}
	if c.Export {
		return c.export(e)
	}
	outs, err := parseOutputs(c.Output, append([]string{"html"}, report.Formats()...)...)
	if err != nil {
		return err
	}
	sections, err := c.sections()
	if err != nil {
		return err
	}
	opts, err := c.options(e)
	if err != nil {
		return err
	}
	files, estate, err := c.read(e)
	if err != nil {
		return err
	}
	result := &policy.Result{Estate: estate, Judged: files.scope(estate.Files), FiltersOnly: c.FiltersOnly, Stamp: c.Stamp}
	verdicts := c.tellWhenInterrupted(files, estate, sections, outs)
	for i, s := range sections {
		for _, r := range s.rules {
			if r.Require != nil && len(r.Require.Groups) == 0 {
				r.Require.Groups = c.LogGroup
			}
		}
		opts.Judged = func(v *policy.Verdict) { verdicts.add(sectionVerdict{i, v}) }
		if s.Verdicts, err = estate.Judge(s.rules, opts); err != nil {
			return exit(ExitInternal, err)
		}
		result.Sections = append(result.Sections, s.Section)
	}
	if err := e.complete(); err != nil {
		return err
	}
	return c.report(files, result, outs)
}

// sectionVerdict is a verdict on a rule of a section.
type sectionVerdict struct {
	section int
	*policy.Verdict
}

// tellWhenInterrupted reports the verdicts that are added, if the run is
// interrupted. A baseline of a part would be of no use.
func (c *policyCmd) tellWhenInterrupted(r *lintRun, estate *policy.Estate, sections []policySection, outs []output) *collected[sectionVerdict] {
	verdicts := &collected[sectionVerdict]{ctx: r.env.ctx}
	if c.WriteBaseline.given {
		return verdicts
	}
	all := 0
	for _, s := range sections {
		all += len(s.rules)
	}
	r.env.whenInterrupted(func() error {
		list := verdicts.soFar()
		result := &policy.Result{Estate: estate, Judged: r.scope(estate.Files), FiltersOnly: c.FiltersOnly, Incomplete: interruptedAfter(len(list), all, "rule")}
		for i, s := range sections {
			part := s.Section
			for _, v := range list {
				if v.section == i {
					part.Verdicts = append(part.Verdicts, v.Verdict)
				}
			}
			result.Sections = append(result.Sections, part)
		}
		fmt.Fprintf(r.env.Err, "logsieve: %s\n", result.Incomplete)
		return c.report(r, result, outs)
	})
	return verdicts
}

// options say how to judge, and what may be spent on it.
func (c *policyCmd) options(e *env) (policy.Options, error) {
	work, err := c.Work.budget(e, "policy")
	if err != nil {
		return policy.Options{}, err
	}
	return policy.Options{AssumeDeployed: c.AssumeDeployed, FiltersOnly: c.FiltersOnly, Analyze: analyze.Options{Steps: questionSteps(work), Work: work}}, nil
}

// export prints the estate instead of verdicts on it.
func (c *policyCmd) export(e *env) error {
	// The default of -o is there whether it is given or not.
	outs, err := parseOutputs(c.Output, "json", "text")
	if err != nil {
		return exit(ExitUsage, errors.New("policy: --export writes JSON only: -o json or -o json:FILE"))
	}
	opts, err := c.options(e)
	if err != nil {
		return err
	}
	_, estate, err := c.read(e)
	if err != nil {
		return err
	}
	for i := range outs {
		outs[i].format = "json"
	}
	return e.writeEach(outs, func(w io.Writer, _ output) error { return estate.Export(w, opts) })
}

// policySection is rules before they are judged.
type policySection struct {
	policy.Section
	rules []*policy.Rule
}

func (c *policyCmd) sections() ([]policySection, error) {
	var list []policySection
	for i, name := range c.Pack {
		if slices.Contains(c.Pack[:i], name) {
			continue
		}
		p, err := policy.LoadPack(name)
		if err != nil {
			return nil, exit(ExitUsage, fmt.Errorf("--pack: %w; see logsieve policy --packs", err))
		}
		list = append(list, packSection(p))
	}
	files := c.Policy
	if len(files)+len(list) == 0 {
		dir, err := os.Getwd()
		if err != nil {
			return nil, err
		}
		name := project.FindUp(dir, policy.FileName)
		if name == "" {
			return nil, exit(ExitUsage, fmt.Errorf("there are no rules: give --policy FILE or --pack NAME (see --packs), or write %s", policy.FileName))
		}
		files = []string{name}
	}
	for _, name := range files {
		more, err := c.policyFile(name)
		if err != nil {
			return nil, err
		}
		list = append(list, more...)
	}
	return list, nil
}

// policyFile are the packs that a file names, and its own rules.
func (c *policyCmd) policyFile(name string) ([]policySection, error) {
	data, err := project.ReadGiven(name, c.Bounds.bounds())
	if err != nil {
		return nil, exit(ExitInternal, fileError(err))
	}
	file, err := policy.ParseFile(name, data)
	if err != nil {
		return nil, exit(ExitUsage, err)
	}
	var list []policySection
	for _, pack := range file.Packs {
		p, err := policy.LoadPack(pack)
		if err != nil {
			return nil, err
		}
		list = append(list, packSection(p))
	}
	if len(file.Rules) > 0 {
		list = append(list, policySection{policy.Section{Name: name, Title: file.Title}, file.Rules})
	}
	return list, nil
}

func packSection(p *policy.Pack) policySection {
	return policySection{policy.Section{Name: p.Name, Title: p.Title, About: p.About, Sources: p.Sources}, p.Rules}
}

func (c *policyCmd) listPacks(e *env) error {
	type pack struct {
		Name  string `json:"name"`
		Title string `json:"title"`
		Rules int    `json:"rules"`
	}
	var packs []pack
	for _, name := range policy.PackNames() {
		p, err := policy.LoadPack(name)
		if err != nil {
			return err
		}
		packs = append(packs, pack{p.Name, p.Title, len(p.Rules)})
	}
	return e.answer(c.Output, func(w io.Writer) error {
		for _, p := range packs {
			if _, err := fmt.Fprintf(w, "%-26s %2d rules  %s\n", p.Name, p.Rules, p.Title); err != nil {
				return err
			}
		}
		return nil
	}, struct {
		Version int    `json:"version"`
		Packs   []pack `json:"packs"`
	}{1, packs})
}

// policyBaseline is where a baseline is written: not in lint's, which lint
// writes anew.
const policyBaseline = ".logsieve-policy-baseline.json"

// read finds and reads the configurations as lint does. A gate over nothing
// would be green, so that it is an error.
func (c *policyCmd) read(e *env) (*lintRun, *policy.Estate, error) {
	r := c.run(e, c.judgedFlags, c.Paths...)
	r.FailOn, r.Baseline, r.WriteBaseline = c.FailOn, c.Baseline, c.WriteBaseline
	if r.WriteBaseline.text == "" {
		r.WriteBaseline.text = policyBaseline
	}
	files, err := r.read()
	if err != nil {
		return nil, nil, err
	}
	if r.config != nil {
		own := *r.config
		own.Baseline = ""
		r.config = &own
	}
	if len(r.failed) > 0 {
		return nil, nil, r.unreadable(nil)
	}
	r.notRead(files)
	estate := policy.NewEstate(files)
	if len(estate.Filters)+len(estate.Groups)+len(estate.Alarms) == 0 {
		r.notJudged(r.scope(files))
		return nil, nil, exit(ExitUsage, fmt.Errorf("%s: no filter, log group or alarm was found, so there is nothing to judge", c.where()))
	}
	return r, estate, nil
}

// where names what is judged.
func (c *policyCmd) where() string {
	if len(c.Paths) == 0 {
		return "."
	}
	return strings.Join(c.Paths, " ")
}
