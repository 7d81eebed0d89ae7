#include "lowlight/batch/observer_list.h"

#include <stdexcept>
#include <string>

#include "support/catch.h"

using namespace lowlight;
using namespace lowlight::batch;

TEST_CASE("Every observer hears everything although one before it throws") {
  struct Witness : BatchObserver {
    std::string throws, heard;
    explicit Witness(std::string text) : throws(std::move(text)) {}
    bool wants_pictures() const override { return true; }
    void finished(const PhotoReport& photo) noexcept override { heard += photo.input.string(); }
    void processed(const PhotoReport&,
                   const codecs::Photo&,
                   const imaging::PictureRows&,
                   const imaging::PictureRows&) override {
      heard += "p";
      if (!throws.empty()) throw std::runtime_error(throws);
    }
  } quiet(""), first("one"), second("two");
  BatchObserver blind;
  ObserverList list;
  list.observers = {&blind};
  CHECK_FALSE(list.wants_pictures());
  list.observers = {&blind, &quiet, &first, &second};
  CHECK(list.wants_pictures());
  list.finished({.input = "f"});
  CHECK_THROWS_WITH(list.processed({}, {}, imaging::Image(), imaging::Image()), "one");
  for (const auto* witness : {&quiet, &first, &second}) CHECK(witness->heard == "fp");
}
