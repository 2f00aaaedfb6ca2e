package document

// Scratch is memory for files that are read one after the other, not for two
// at once. What Read returns does not refer to it.
type Scratch struct{ slab nodeSlab }

// nodeSlab hands out nodes and lists of members from larger pieces of memory:
// files have thousands.
type nodeSlab struct {
	nodes   arena[Node]
	members arena[Member]
	pending []Member // of the mappings that are being read
}

// newNodeSlab is for a text of a length.
func newNodeSlab(length int) *nodeSlab {
	size := min(max(length/24, 16), 256)
	return &nodeSlab{nodes: arena[Node]{size: size}, members: arena[Member]{size: size}}
}

// reset takes back all that was handed out.
func (s *nodeSlab) reset() {
	s.nodes.reset()
	s.members.reset()
	s.pending = s.pending[:0]
}

func (s *nodeSlab) newNode(kind Kind, start, end int) *Node {
	n := &s.nodes.take(1)[0]
	at := Span{Start: start, End: end}
	*n = Node{Kind: kind, Span: at, Whole: at}
	return n
}

// mark starts a list of members, which lists inside of it must not outlast.
func (s *nodeSlab) mark() int { return len(s.pending) }

func (s *nodeSlab) push(m Member) { s.pending = append(s.pending, m) }

// pop takes back the last member.
func (s *nodeSlab) pop() { s.pending = s.pending[:len(s.pending)-1] }

// take ends a list.
func (s *nodeSlab) take(mark int) []Member {
	list := s.pending[mark:]
	s.pending = s.pending[:mark]
	if len(list) == 0 {
		return nil
	}
	taken := s.members.take(len(list))
	copy(taken, list)
	return taken
}

// arena hands out parts of pieces of memory, and of the largest again once it
// is reset. What is handed out is not cleared.
type arena[T any] struct {
	size       int // of the next piece
	kept, free []T
}

// maxKept bounds the piece that is kept for the next file.
const maxKept = 1 << 12

func (a *arena[T]) take(n int) []T {
	if len(a.free) < n {
		a.free = make([]T, max(n, a.size, 16))
		if len(a.free) <= maxKept {
			a.kept = a.free
			a.size = min(2*len(a.free), maxKept)
		}
	}
	taken := a.free[:n:n]
	a.free = a.free[n:]
	return taken
}

func (a *arena[T]) reset() { a.free = a.kept }
