// Texts with places, `{{field}}`.
//
// Pure: no I/O, no clock.
#ifndef GUANXI_WORKFLOW_SVC_NOTIFICATIONS_PLACED_TEXT_H_
#define GUANXI_WORKFLOW_SVC_NOTIFICATIONS_PLACED_TEXT_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace guanxi::workflow {

// A text, taken apart. A place's name has letters of ASCII, digits, `_` and `.`, with blanks around
// it if one likes; `{{{{` stands for two braces.
class PlacedText {
 public:
  // INVALID_ARGUMENT, with a text that says what is wrong and at which byte: a place that does not
  // end, or whose name is none.
  static absl::StatusOr<PlacedText> Parse(absl::string_view text);

  // The names of its places, in order, each as often as it stands there.
  std::vector<std::string> Places() const;

  // The text with its places filled; those without a value with nothing. A value is never looked
  // through for places.
  std::string Render(const std::map<std::string, std::string>& fields) const;

 private:
  struct Part {
    bool is_place = false;
    std::string text;  // of a place its name
  };
  std::vector<Part> parts_;
};

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_NOTIFICATIONS_PLACED_TEXT_H_
