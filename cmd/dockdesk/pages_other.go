//go:build !linux

package main

// forgetCode is for Linux, where drawing by software brings a compiler along.
func forgetCode() {}
