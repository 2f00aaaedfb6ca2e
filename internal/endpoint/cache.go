package endpoint

import "sync"

// maxCached bounds what is kept compiled; the cache starts again when it is
// full.
const maxCached = 4096

// cache keeps what is compiled from texts.
type cache[T any] struct {
	mu      sync.Mutex
	entries map[string]T
}

func (c *cache[T]) get(key string, compile func() (T, error)) (T, error) {
	c.mu.Lock()
	value, ok := c.entries[key]
	c.mu.Unlock()
	if ok {
		return value, nil
	}
	value, err := compile()
	if err != nil {
		return value, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.entries == nil || len(c.entries) >= maxCached {
		c.entries = map[string]T{}
	}
	c.entries[key] = value
	return value, nil
}
