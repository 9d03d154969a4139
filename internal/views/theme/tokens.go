// Package theme gives the window its colours, sizes and icons: the tokens of
// the design, in a light and a dark palette.
//
// Widgets take colours, sizes and icons from here only. It must know nothing of
// Docker, of pages or of widgets.
package theme

import (
	"image/color"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
)

// The colour tokens. Text tokens reach 8:1 on the surfaces they are meant for,
// lines and icons 3:1; a test computes each pair in use.
const (
	Background fyne.ThemeColorName = fynetheme.ColorNameBackground // the page
	Surface    fyne.ThemeColorName = "dd-surface"                  // cards, navigation
	Guide      fyne.ThemeColorName = "dd-guide"                    // the guide panel
	Border     fyne.ThemeColorName = "dd-border"                   // quiet lines
	Line       fyne.ThemeColorName = "dd-line"                     // edges of controls
	Text       fyne.ThemeColorName = fynetheme.ColorNameForeground
	Muted      fyne.ThemeColorName = "dd-muted" // second text
	Accent     fyne.ThemeColorName = fynetheme.ColorNamePrimary
	OnAccent   fyne.ThemeColorName = fynetheme.ColorNameForegroundOnPrimary
	Selected   fyne.ThemeColorName = "dd-selected" // rows, navigation
	Hover      fyne.ThemeColorName = fynetheme.ColorNameHover
	Focus      fyne.ThemeColorName = fynetheme.ColorNameFocus // the ring round what has the focus
	OK         fyne.ThemeColorName = "dd-ok"
	OKTint     fyne.ThemeColorName = "dd-ok-tint"
	Warn       fyne.ThemeColorName = "dd-warn"
	WarnTint   fyne.ThemeColorName = "dd-warn-tint"
	Danger     fyne.ThemeColorName = "dd-danger"
	DangerTint fyne.ThemeColorName = "dd-danger-tint"
	Info       fyne.ThemeColorName = "dd-info"
	InfoTint   fyne.ThemeColorName = "dd-info-tint"
	IdleTint   fyne.ThemeColorName = "dd-idle-tint" // its text is Muted
	Lit        fyne.ThemeColorName = "dd-lit"       // the flag in focus
	Series1    fyne.ThemeColorName = "dd-series-1"
	Series2    fyne.ThemeColorName = "dd-series-2"
	Series3    fyne.ThemeColorName = "dd-series-3"
	Series4    fyne.ThemeColorName = "dd-series-4"
)

type palette map[fyne.ThemeColorName]color.NRGBA

func rgb(hex uint32) color.NRGBA {
	return color.NRGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 255}
}

var light = palette{
	Background: rgb(0xF5F7FA), Surface: rgb(0xFFFFFF), Guide: rgb(0xEEF4FB),
	Border: rgb(0xC9D1DB), Line: rgb(0x7A8797), Text: rgb(0x15202B), Muted: rgb(0x37444F),
	Accent: rgb(0x00468C), OnAccent: rgb(0xFFFFFF), Selected: rgb(0xE4F0FC),
	Hover: rgb(0xEBF1F8), Focus: rgb(0x1A73D1),
	OK: rgb(0x00512B), OKTint: rgb(0xE3F4EA), Warn: rgb(0x5F3A00), WarnTint: rgb(0xFFF1DB),
	Danger: rgb(0x861313), DangerTint: rgb(0xFCE8E6), Info: rgb(0x17406B), InfoTint: rgb(0xE4EEF9),
	IdleTint: rgb(0xE9EDF2), Lit: rgb(0xFFE9A8),
	Series1: rgb(0x1A73D1), Series2: rgb(0x7B4FC4), Series3: rgb(0x1B8A4B), Series4: rgb(0xC77700),
}.with(ansiLight, namesLight)

var dark = palette{
	Background: rgb(0x0F141A), Surface: rgb(0x161D26), Guide: rgb(0x13202E),
	Border: rgb(0x2F3B49), Line: rgb(0x7F8DA0), Text: rgb(0xF3F6FA), Muted: rgb(0xC9D3DF),
	Accent: rgb(0x9CCBFF), OnAccent: rgb(0x0B1B2D), Selected: rgb(0x1A2E47),
	Hover: rgb(0x1B2733), Focus: rgb(0x5AA9F7),
	OK: rgb(0x8BE3AE), OKTint: rgb(0x12301F), Warn: rgb(0xFFCB7D), WarnTint: rgb(0x36280F),
	Danger: rgb(0xFFB0A8), DangerTint: rgb(0x3B1A18), Info: rgb(0xA9D0FF), InfoTint: rgb(0x16293D),
	IdleTint: rgb(0x232C37), Lit: rgb(0x584810),
	Series1: rgb(0x5AA9F7), Series2: rgb(0xB794F6), Series3: rgb(0x4CC38A), Series4: rgb(0xF0A53A),
}.with(ansiDark, namesDark)

// The size tokens, in px at scale 1.
const (
	SizeText      fyne.ThemeSizeName = fynetheme.SizeNameText // body, 14
	SizeTitle     fyne.ThemeSizeName = "dd-title"             // page title, 22 bold
	SizeObject    fyne.ThemeSizeName = "dd-object"            // object title, 17 bold
	SizeSmall     fyne.ThemeSizeName = "dd-small"             // table header, badges, hints, 12.5
	SizeCode      fyne.ThemeSizeName = "dd-code"              // commands and ids, 14 monospace: at 12 and 13 Fyne cuts underscores off
	SizeName      fyne.ThemeSizeName = "dd-name"              // names and words in a list's rows, 14
	SizeNameLine  fyne.ThemeSizeName = "dd-name-line"         // the line height of these, 20
	SizeState     fyne.ThemeSizeName = "dd-state"             // the word of a state, 12.5
	SizeStateChip fyne.ThemeSizeName = "dd-state-badge"       // a state's height beside a name, 26
	SizeCommand   fyne.ThemeSizeName = "dd-command"           // commands that are shown, 14
	SizeGraph     fyne.ThemeSizeName = "dd-graph"             // the stroke of a graph, 2
	SizeLine      fyne.ThemeSizeName = "dd-line"              // line height of body text, 20
	SizeMargin    fyne.ThemeSizeName = "dd-margin"            // round a page, 16
	SizeGap       fyne.ThemeSizeName = "dd-gap"               // between blocks, 12
	SizeGrid      fyne.ThemeSizeName = "dd-grid"              // the grid everything stands on, 4
	SizeCell      fyne.ThemeSizeName = "dd-cell"              // inside a row, left and right, 9
	SizeRow       fyne.ThemeSizeName = "dd-row"               // a list row's height, 36
	SizeControl   fyne.ThemeSizeName = "dd-control"           // a button's or field's height, 36
	SizeChip      fyne.ThemeSizeName = "dd-chip"              // a filter chip's height, 26
	SizeBadge     fyne.ThemeSizeName = "dd-badge"             // a badge's height, 20
	SizeStateCell fyne.ThemeSizeName = "dd-state-cell"        // a state's height in a list row, 24
	SizeRemark    fyne.ThemeSizeName = "dd-remark"            // the words of a remark in a list row, 11.5
	SizeIcon      fyne.ThemeSizeName = "dd-icon"              // 18
	SizeCardR     fyne.ThemeSizeName = "dd-card-radius"       // 10
	SizeControlR  fyne.ThemeSizeName = "dd-control-radius"    // 8
	SizeBorder    fyne.ThemeSizeName = "dd-border"            // 1
	SizeFocus     fyne.ThemeSizeName = "dd-focus"             // the focus ring's stroke, 2.5
	SizeNav       fyne.ThemeSizeName = "dd-nav"               // navigation's width, 164
	SizeGuide     fyne.ThemeSizeName = "dd-guide"             // guide panel's width, 300
	SizeHistory   fyne.ThemeSizeName = "dd-history"           // history line's height, 40
	SizeStatus    fyne.ThemeSizeName = "dd-status"            // status line's height, 28
)

var sizes = map[fyne.ThemeSizeName]float32{
	SizeName: 14, SizeNameLine: 20, SizeState: 12.5, SizeStateChip: 26, SizeCommand: 14, SizeGraph: 2,
	SizeText: 14, SizeTitle: 22, SizeObject: 17, SizeSmall: 12.5, SizeCode: 14, SizeLine: 20,
	SizeMargin: 16, SizeGap: 12, SizeGrid: 4, SizeCell: 9, SizeRow: 36, SizeControl: 36,
	SizeStateCell: 24, SizeRemark: 11.5, SizeChip: 26, SizeBadge: 20, SizeIcon: 18, SizeCardR: 10, SizeControlR: 8, SizeBorder: 1,
	SizeFocus: 2.5, SizeNav: 164, SizeGuide: 300, SizeHistory: 40, SizeStatus: 28,

	// What Fyne's own widgets ask for.
	fynetheme.SizeNameInputRadius:        8,
	fynetheme.SizeNameSelectionRadius:    4,
	fynetheme.SizeNameInputBorder:        1,
	fynetheme.SizeNameCaptionText:        12.5,
	fynetheme.SizeNameHeadingText:        22,
	fynetheme.SizeNameSubHeadingText:     17,
	fynetheme.SizeNameInlineIcon:         18,
	fynetheme.SizeNameScrollBar:          10,
	fynetheme.SizeNameScrollBarSmall:     4,
	fynetheme.SizeNameSeparatorThickness: 1,
}
