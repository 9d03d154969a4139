//go:build !linux

package main

func endWithGoRun() {}
