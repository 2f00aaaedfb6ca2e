package document

// block reads a node of a block collection that is indented by parent. fresh
// tells that nothing but indentation and - or ? stands before it on its line,
// so that a block collection may start; same, that a sequence may stand as
// deep as its parent.
func (r *yamlReader) block(parent int, fresh, same bool) *Node {
	if r.depth++; r.depth > maxYAMLDepth {
		r.depth--
		return r.fail(r.pos, "it is nested too deeply", "Split the file.")
	}
	defer func() { r.depth-- }()
	if r.tabbed() {
		return nil
	}
	start, col := r.pos, r.column()
	p := r.properties(false)
	if r.err != nil {
		return nil
	}
	if p.end == start {
		return r.content(parent, col, fresh, nil)
	}
	if !r.blanks() {
		return r.content(parent, col, fresh, &p)
	}
	// The properties stand alone on their line: they are those of the
	// collection below.
	r.next()
	c := r.column()
	if r.pos >= len(r.src) || r.atMarker() || c <= parent && !(same && c == parent && r.follows('-')) {
		return r.decorate(r.newNode(Null, p.end, p.end), p)
	}
	return r.decorate(r.block(parent, true, same), p)
}

// content reads what stands behind the properties of a node. Those given
// belong to the first key if a mapping starts on their line.
func (r *yamlReader) content(parent, col int, fresh bool, p *properties) *Node {
	start := r.pos
	if p != nil {
		start = p.start
	}
	with := func(n *Node) *Node {
		if p == nil || n == nil {
			return n
		}
		return r.decorate(n, *p)
	}
	switch {
	case fresh && p == nil && r.plainKey() > 0:
		return r.mapping(col, nil, start)
	case r.follows('-'):
		if !fresh || p != nil {
			return r.fail(r.pos, "a list cannot start here", "Start it on a line of its own, or put single quotes around the text.")
		}
		return r.sequence(col)
	case r.follows('?') && fresh:
		return r.mapping(col, nil, start)
	case r.src[r.pos] == '|' || r.src[r.pos] == '>':
		return with(r.blockScalar(parent))
	}
	line := r.line
	n := r.flow(parent, false)
	if r.err != nil {
		return nil
	}
	oneLine := r.line == line && !n.Lines
	before := r.pos
	r.blanks()
	if !r.follows(':') {
		r.pos = before
		return with(n)
	}
	if !fresh || !oneLine {
		return r.fail(r.pos, "a mapping cannot start here", "Put single quotes around the text, or start the mapping on a line of its own.")
	}
	return r.mapping(col, with(n), start)
}

// sequence reads a block sequence whose dashes stand at a column.
func (r *yamlReader) sequence(col int) *Node {
	n := r.newNode(Sequence, r.pos, r.pos)
	for r.pos < len(r.src) && r.column() == col && r.follows('-') && !r.atMarker() {
		if r.tabbed() {
			return nil
		}
		r.pos++
		dash := r.pos
		item := r.newNode(Null, dash, dash)
		if !r.blanks() {
			item = r.block(col, true, false)
		} else if r.next(); r.pos < len(r.src) && r.column() > col {
			item = r.block(col, true, false)
		}
		if r.err != nil {
			return nil
		}
		n.Items = append(n.Items, item)
		n.Span.End = max(dash, item.Whole.End)
		r.next()
	}
	n.Whole = n.Span
	return n
}

// mapping reads a block mapping whose keys stand at a column. The first key
// may have been read; pos is then at its colon.
func (r *yamlReader) mapping(col int, key *Node, start int) *Node {
	n := r.newNode(Mapping, start, start)
	mark := r.mark()
	for {
		from := r.pos
		m, ok := r.entry(col, key)
		key = nil
		if r.err == nil && ok {
			r.push(m)
			n.Span.End = max(n.Span.End, m.Key.End, m.Value.Whole.End)
			r.next()
		}
		if r.err == nil && r.pos < len(r.src) && !r.atMarker() && r.column() > col {
			if !r.alone() {
				if ok {
					r.pop() // half of what was meant
				}
				r.fail(r.pos, "unexpected text after the value", "Put single quotes around the whole value.")
			} else if from = r.pos; !r.tabbed() {
				r.fail(r.pos, "the line is indented more than the keys before it", "Indent it as they are, or put quotes around a text of several lines.")
			}
		}
		r.recover(from, col)
		if r.pos >= len(r.src) || r.atMarker() || r.column() != col || r.follows('-') {
			break
		}
	}
	n.Whole = n.Span
	n.Members = r.take(mark)
	r.merge(n)
	return n
}

// entry reads one key and its value.
func (r *yamlReader) entry(col int, key *Node) (m Member, ok bool) {
	if key == nil && r.tabbed() {
		return m, false
	}
	if end := r.plainKey(); key == nil && end > 0 {
		at := Span{Start: r.pos, End: end}
		r.pos = end + 1
		value := r.value(col, false)
		return Member{r.text[at.Start:at.End], at, value}, r.err == nil
	}
	explicit := key == nil && r.follows('?')
	switch {
	case explicit:
		r.pos++
		key = r.newNode(Null, r.pos, r.pos)
		line := r.line
		r.next()
		if r.pos < len(r.src) && (r.line == line || r.column() > col || r.column() == col && r.follows('-')) && !r.atMarker() {
			key = r.block(col, true, true)
		}
		if r.err != nil {
			return m, false
		}
		r.next()
		if !r.follows(':') || r.column() != col {
			return Member{r.name(key), key.Whole, r.newNode(Null, key.Whole.End, key.Whole.End)}, true
		}
	case key == nil && r.follows(':'):
		key = r.newNode(Null, r.pos, r.pos)
	case key == nil:
		start, line := r.pos, r.line
		p := r.properties(false)
		if r.err == nil && r.blanks() {
			r.fail(start, "a key is expected", "Write key: value.")
		}
		if r.err != nil {
			return m, false
		}
		key = r.flow(col, false)
		if r.err != nil {
			return m, false
		}
		key = r.decorate(key, p)
		r.blanks()
		if r.line != line || key.Lines || !r.follows(':') {
			r.fail(start, "a key without a colon", "Write key: value, or indent the line as part of the text before it.")
			return m, false
		}
	}
	r.pos++ // the colon
	value := r.value(col, explicit)
	if r.err != nil {
		return m, false
	}
	return Member{r.name(key), key.Whole, value}, true
}

// plainKey is where a key of letters, digits, few signs and what is rendered ends
// whose colon stands right behind it, as most do; 0 when there is none at pos.
func (r *yamlReader) plainKey() int {
	for i := r.pos; i < len(r.src); i++ {
		switch c := r.src[i]; {
		case isLetter(c) || '0' <= c && c <= '9' || c == '_':
		case c == '{' && StartsRendered(r.text[i:min(i+8, len(r.text))]):
			end := renderedEnd(r.src[i:])
			if end == 0 {
				return 0
			}
			i += end - 1
		case i == r.pos:
			return 0
		case c == '-' || c == '.' || c == '/':
		case c == ':':
			if i+1 == len(r.src) || isBlankOrBreak(r.src[i+1]) {
				return i
			}
		default:
			return 0
		}
	}
	return 0
}

// value reads what stands behind a colon.
func (r *yamlReader) value(col int, fresh bool) *Node {
	colon := r.pos
	if !r.blanks() {
		return r.block(col, fresh, true)
	}
	r.next()
	switch c := r.column(); {
	case r.pos >= len(r.src) || r.atMarker():
	case c > col:
		return r.block(col, true, false)
	case c == col && r.follows('-'):
		return r.sequence(col)
	}
	return r.newNode(Null, colon, colon)
}

// name is a key as a text.
func (r *yamlReader) name(key *Node) string {
	if key.Kind == Scalar && (key.Style != YAMLPlain || key.Lines) {
		return yamlText(r.src, key).Decoded
	}
	return r.text[key.Span.Start:key.Span.End]
}
