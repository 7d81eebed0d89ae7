// What a page loads.
#pragma once

#include <string>
#include <vector>

#include "support/markup.h"

namespace lowlight::test {

/// Every address that a page would load by itself.
inline std::vector<std::string> loaded_addresses(const Markup& page) {
  std::vector<std::string> addresses;
  for (const auto* tag :
       {"img", "script", "link", "iframe", "object", "embed", "source", "image"}) {
    for (const auto* element : page.all(tag)) {
      for (const auto* key : {"src", "href", "srcset", "data"}) {
        const auto found = element->attributes.find(key);
        if (found != element->attributes.end()) addresses.push_back(found->second);
      }
    }
  }
  return addresses;
}

}  // namespace lowlight::test
