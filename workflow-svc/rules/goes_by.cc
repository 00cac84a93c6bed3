#include <algorithm>
#include <string>

#include "google/protobuf/util/time_util.h"
#include "workflow-svc/rules/path_changed.h"
#include "workflow-svc/rules/rule_events.h"

namespace guanxi::workflow {

using google::protobuf::util::TimeUtil;
using metadata::v1::Change;

bool GoesBy(const CompiledRule& rule, const HeardEvent& event, const policy::FieldView* view) {
  const v1::AutomationRule& stated = rule.rule();
  if (TimeUtil::TimestampToMicroseconds(event.log->change_time()) <
      TimeUtil::TimestampToMicroseconds(stated.enable_time())) {
    return false;
  }
  const v1::RecordTrigger* const events = rule.events();
  if (events == nullptr) return false;
  const bool is_update =
      event.log->kind() == Change::UPDATED || event.log->kind() == Change::PROJECTED;
  if (!is_update || events->fields().empty()) return true;
  return std::any_of(events->fields().begin(), events->fields().end(),
                     [&](const std::string& path) {
                       const std::string top = path.substr(0, path.find('.'));
                       if (!event.changed.contains(top)) return false;
                       const bool is_hidden =
                           view != nullptr && view->AccessTo(path) == policy::FieldAccess::kHidden;
                       if (is_hidden) return false;
                       return top == path || PathDiffers(*event.before, *event.after, path);
                     });
}

}  // namespace guanxi::workflow
