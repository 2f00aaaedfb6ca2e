// Package differential holds no code, only tests that put random filter
// patterns and log events to every way that decides one, and hold each to the
// oracle. go test makes a few rounds; make differ makes them for a time.
package differential
