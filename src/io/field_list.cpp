#include "io/field_list.h"

#include <algorithm>

namespace lowlight::io {
namespace {

template <class... Kinds>
bool all_are(const std::vector<FieldValue>& items) {
  return std::all_of(items.begin(), items.end(), [](const FieldValue& item) {
    return (std::holds_alternative<Kinds>(item) || ...);
  });
}

template <class Item>
FieldValue converted(const std::vector<FieldValue>& items) {
  std::vector<Item> list;
  for (const auto& item : items) list.push_back(std::get<Item>(item));
  return list;
}

double number(const FieldValue& item) {
  const auto* integer = std::get_if<int64_t>(&item);
  return integer ? double(*integer) : std::get<double>(item);
}

}  // namespace

std::optional<FieldValue> list_of(const std::vector<FieldValue>& items) {
  if (all_are<int64_t>(items)) return converted<int64_t>(items);
  if (all_are<std::string>(items)) return converted<std::string>(items);
  if (!all_are<int64_t, double>(items)) return std::nullopt;
  std::vector<double> numbers;
  for (const auto& item : items) numbers.push_back(number(item));
  return numbers;
}

}  // namespace lowlight::io
