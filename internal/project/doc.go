// Package project is the files of a project: which ones there are, what
// configuration, ignore files and comments in them say, what is known of them
// already, and how they are opened.
package project
