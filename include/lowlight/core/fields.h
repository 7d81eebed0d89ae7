// One list of fields per options struct drives configuration files, checkpoint metadata, range
// checks, command lines and reference pages.
//
// An options struct is a plain aggregate with defaults, one static member template and, where there
// are rules between its fields, one more function:
//
//   struct CropOptions {
//     int64_t size = 256;
//     double smallest = 0.4;
//     double largest = 1;
//     bool flip = true;
//     template <class Self, class Visit>
//     static void fields(Self& self, Visit&& visit) {
//       visit("size", self.size, at_least(1), "side of the crop, in pixels");
//       visit("smallest", self.smallest, above(0), "least side as a share of the photo's");
//       visit("largest", self.largest, in(0, 1), "greatest side as a share of the photo's");
//       visit("flip", self.flip, "whether half of the crops are mirrored");
//     }
//     void check(Problems& problems) const {  // gets what the fields' own rules found
//       if (smallest > largest) problems.push_back({"smallest", "must be at most largest"});
//     }
//   };
//
// Members may be bool, int64_t, double, std::string, types with a TextForm (enums, paths, optional
// values), std::vector / std::array of numbers or strings, and other options structs, whose fields
// are named "outer.inner". The rule of a list is that of each of its numbers.
#pragma once

#include <algorithm>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "lowlight/core/field_conversion.h"
#include "lowlight/core/field_value.h"
#include "lowlight/core/names.h"
#include "lowlight/core/problems.h"
#include "lowlight/core/rule.h"

namespace lowlight {

namespace detail {

template <class T>
concept HasFields = requires(T& options) {
  T::fields(options, [](auto&&...) {});
};

/// Gives each field a rule.
template <class Visit>
struct RuledVisit {
  const Visit& visit;

  template <class Member, class Doc>
  void operator()(const char* name, Member& member, const Doc& doc) const {
    visit(name, member, Rule(), doc);
  }
  template <class Member, class Doc>
  void operator()(const char* name, Member& member, const Rule& rule, const Doc& doc) const {
    visit(name, member, rule, doc);
  }
};

}  // namespace detail

/// Calls visit(name, member, rule, doc) for each field of `options`, in declaration order; nested
/// structs are one field each.
template <class Options, class Visit>
void visit_fields(Options& options, const Visit& visit) {
  std::remove_const_t<Options>::fields(options, detail::RuledVisit<Visit>{visit});
}

/// One member as a field.
template <class Member>
Field field_of(std::string name, const Member& member, const Rule& rule, const char* doc) {
  Field field{std::move(name), detail::to_field(member), doc, rule.text()};
  if constexpr (HasTextForm<Member>) {
    field.rule = TextForm<Member>::rule();
    field.choices = TextForm<Member>::choices();
  }
  return field;
}

/// The fields of `options`, in declaration order, nested structs flattened.
template <class Options>
std::vector<Field> fields_of(const Options& options, const std::string& prefix = "") {
  std::vector<Field> result;
  visit_fields(options,
               [&](const char* name, const auto& member, const Rule& rule, const char* doc) {
                 if constexpr (detail::HasFields<std::remove_cvref_t<decltype(member)>>) {
                   for (auto& field : fields_of(member, prefix + name + "."))
                     result.push_back(std::move(field));
                 } else {
                   result.push_back(field_of(prefix + name, member, rule, doc));
                 }
               });
  return result;
}

/// Sets the fields of `options` named in `values` and returns every problem: a wrong type, an
/// unknown name of an enum, a name that is no field (with the nearest known one). Fields not named,
/// or wrong, keep their value.
template <class Options>
Problems assign_fields(Options& options, const FieldMap& values) {
  Problems problems;
  std::vector<std::string> known;
  auto assign = [&](auto& self, auto& target, const std::string& prefix) -> void {
    visit_fields(target, [&](const char* name, auto& member, const Rule&, const auto&) {
      using Member = std::remove_cvref_t<decltype(member)>;
      const std::string full = prefix + name;
      if constexpr (detail::HasFields<Member>) {
        self(self, member, full + ".");
      } else {
        known.push_back(full);
        const auto found = values.find(full);
        if (found == values.end()) return;
        const auto wrong = detail::from_field(found->second, member);
        if (!wrong.empty()) problems.push_back({full, wrong, detail::as_given(found->second)});
      }
    });
  };
  assign(assign, options, "");
  for (const auto& [name, value] : values) {
    if (std::find(known.begin(), known.end(), name) == known.end())
      problems.push_back({name, "is not a known key" + did_you_mean(name, known)});
  }
  return problems;
}

/// Everything that is wrong with the values of `options`: fields that break their rules, then what
/// its check() adds.
template <detail::HasFields Options>
Problems problems_of(const Options& options) {
  Problems problems;
  visit_fields(options, [&](const char* name, const auto& member, const Rule& rule, const auto&) {
    if constexpr (detail::HasFields<std::remove_cvref_t<decltype(member)>>) {
      problems = together(std::move(problems), within(name, problems_of(member)));
    } else if (!detail::keeps(member, rule)) {
      problems.push_back(
          {name, "must be " + rule.text(), detail::as_given(detail::to_field(member))});
    }
  });
  if constexpr (requires { options.check(problems); }) options.check(problems);
  return problems;
}

/// How constructors refuse bad options: throws c10::ValueError, "<name>: a; b", with all of
/// problems_of(options).
template <detail::HasFields Options>
void require_valid(const std::string& name, const Options& options) {
  require_valid(name, problems_of(options));
}

}  // namespace lowlight
