// Which text a notification has: keys of ours, their texts in two languages, and the order in which
// languages are tried.
//
// Pure: no I/O, no clock.
#ifndef GUANXI_WORKFLOW_SVC_NOTIFICATIONS_TEMPLATE_TEXTS_H_
#define GUANXI_WORKFLOW_SVC_NOTIFICATIONS_TEMPLATE_TEXTS_H_

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "guanxi/workflow/v1/notification.pb.h"

namespace guanxi::workflow {

// A text in one language.
struct TemplateText {
  std::string title;
  std::string text;
};

// "todo_due" of TODO_DUE; "" of RULE, whose texts are its own, and of no kind.
std::string KeyOf(v1::Notification::Kind kind);

// What the places of a key of ours may be; null: it is a tenant's own, with any.
const std::set<std::string>* PlacesOf(absl::string_view key);

// The text that we have for a key; nothing for keys and languages of which we have none.
std::optional<TemplateText> BuiltInText(absl::string_view key, absl::string_view locale);

// The locales to be tried for somebody who reads `locale` ("en-GB", or ""), in order: his own, that
// without a region, zh-CN.
std::vector<std::string> LocalesFor(absl::string_view locale);

// Whether it is a language with a region, perhaps: `zh-CN`, `en`, `zh-Hant-TW`.
bool IsLocale(absl::string_view locale);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_NOTIFICATIONS_TEMPLATE_TEXTS_H_
