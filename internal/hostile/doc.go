// Package hostile holds no code, only a test of the program on inputs that mean
// harm: what a pull request may hold, or a client send. It takes the seconds of
// a build, and is run by make hostile.
package hostile
