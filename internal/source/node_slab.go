package source

// nodeSlab hands out nodes and lists of members from larger pieces of memory:
// files have thousands.
type nodeSlab struct {
	size    int // of a piece
	nodes   []node
	members []nodeMember
	pending []nodeMember // of the mappings that are being read
}

// newNodeSlab is for a text of a length.
func newNodeSlab(length int) nodeSlab {
	return nodeSlab{size: min(max(length/24, 16), 256)}
}

func (s *nodeSlab) newNode(kind Kind, start, end int) *node {
	if len(s.nodes) == 0 {
		s.nodes = make([]node, s.size)
	}
	n := &s.nodes[0]
	s.nodes = s.nodes[1:]
	n.kind = kind
	n.span = Span{Start: start, End: end}
	n.whole = n.span
	return n
}

// mark starts a list of members, which lists inside of it must not outlast.
func (s *nodeSlab) mark() int { return len(s.pending) }

func (s *nodeSlab) push(m nodeMember) { s.pending = append(s.pending, m) }

// pop takes back the last member.
func (s *nodeSlab) pop() { s.pending = s.pending[:len(s.pending)-1] }

// marked is how many members there are since a mark.
func (s *nodeSlab) marked(mark int) int { return len(s.pending) - mark }

// take ends a list.
func (s *nodeSlab) take(mark int) []nodeMember {
	list := s.pending[mark:]
	s.pending = s.pending[:mark]
	if len(list) == 0 {
		return nil
	}
	if len(list) > len(s.members) {
		s.members = make([]nodeMember, max(s.size, len(list)))
	}
	taken := s.members[:len(list):len(list)]
	s.members = s.members[len(list):]
	copy(taken, list)
	return taken
}
