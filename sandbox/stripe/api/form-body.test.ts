import { expect, test } from "vitest";
import { formName, readForm } from "./form-body";

test("brackets become objects and lists", () => {
  const form =
    "line_items[1][quantity]=2&line_items[0][price_data][unit_amount]=300&expand[]=a&expand[]=b&metadata[x]=%7BID%7D&a=";
  expect(readForm(form)).toEqual({
    line_items: [{ price_data: { unit_amount: "300" } }, { quantity: "2" }],
    expand: ["a", "b"],
    metadata: { x: "{ID}" },
    a: "",
  });
  expect(formName(["line_items", 0, "price_data"])).toBe("line_items[0][price_data]");
});

test("what is used in two ways, malformed, or nested without end, is named", () => {
  expect(() => readForm("a=1&a[b]=2")).toThrow("a[b]");
  expect(() => readForm("a[b=2")).toThrow("a[b");
  expect(() => readForm(`a${"[b]".repeat(20)}=1`)).toThrow("too deep");
  expect(readForm("__proto__[polluted]=1")).toHaveProperty("__proto__");
  expect({}).not.toHaveProperty("polluted");
});
