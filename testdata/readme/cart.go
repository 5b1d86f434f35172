// Package shop keeps carts.
package shop

import (
	"fmt"
	"io"
)

// An Item is something to buy.
type Item struct {
	Name  string
	Price int
}

// A Cart holds items by name.
type Cart struct {
	items map[string]*Item
}

// NewCart makes an empty cart.
func NewCart() *Cart {
	return &Cart{items: make(map[string]*Item)}
}

// Add puts an item into the cart.
func (c *Cart) Add(name string, price int) {
	item := Item{name, price}
	c.items[name] = &item
}

// Total adds up the prices.
//
//goesc:noalloc
func (c *Cart) Total() int {
	total := 0
	for _, item := range c.items {
		total += item.Price
	}
	return total
}

// Print writes the cart's total.
func (c *Cart) Print(w io.Writer) {
	fmt.Fprintf(w, "%d items, %d in all\n", len(c.items), c.Total())
}
