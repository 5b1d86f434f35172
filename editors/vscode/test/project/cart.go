// Package shop keeps carts.
package shop

import (
	"fmt"

	"example.com/money"
)

// An Item is something to buy.
type Item struct {
	Name  string
	Price int
}

// A Cart holds items by name.
type Cart struct {
	items map[string]*Item
	rate  *money.Rate
}

// Add puts an item into the cart.
func (c *Cart) Add(name string, price int) {
	item := Item{name, price}
	c.items[name] = &item
}

// Total tells what all items cost.
//
//goesc:noalloc
func (c *Cart) Total(currency string) string {
	total := 0
	for _, item := range c.items {
		total += item.Price
	}
	return fmt.Sprint(total, currency)
}
