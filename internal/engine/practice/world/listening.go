package world

// Listening are the ports at which the programs in its network wait.
func (h *host) Listening() []int {
	h.w.mu.Lock()
	defer h.w.mu.Unlock()
	if s := h.w.networkOf(h.c).server; s != nil && s.Port > 0 {
		return []int{s.Port}
	}
	if s := h.c.server; s != nil && s.Port > 0 {
		return []int{s.Port}
	}
	return nil
}
