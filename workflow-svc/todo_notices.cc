#include "workflow-svc/todo_notices.h"

#include <optional>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/policy/field_view.h"
#include "common/policy/rights.h"
#include "common/resource/environment.h"
#include "google/protobuf/util/time_util.h"
#include "workflow-svc/notifications/notifier.h"

namespace guanxi::workflow {
namespace {

using google::protobuf::util::TimeUtil;
using v1::Notification;
using v1::Todo;

constexpr char kRead[] = "todos.read";

Principal PrincipalOf(const Uuid& tenant, const std::string& user) {
  Principal principal;
  principal.tenant = tenant;
  principal.subject = user;
  return principal;
}

// Nothing for who may read no to-dos, or is not here any more.
absl::StatusOr<std::optional<Todo>> AsSeenBy(const policy::Authorizer& authorizer,
                                             const Uuid& tenant, const std::string& user,
                                             const Todo& todo) {
  Principal principal = PrincipalOf(tenant, user);
  const auto decided = authorizer.TryDecide(kRead, &principal);
  if (!decided.ok()) {
    if (IsPassing(decided.status())) return decided.status();
    return std::optional<Todo>();
  }
  if (!*decided) return Unavailable("POLICY_UNAVAILABLE", "the tenant's rights are not known yet");
  Todo seen = todo;
  principal.rights->ViewOf(Todo::descriptor())->Present(&seen);
  return std::optional<Todo>(std::move(seen));
}

Templated TextOf(const resource::UnitOfWork& work, const Todo& seen) {
  Templated text;
  text.fields["title"] = seen.title();
  if (seen.has_due_time()) {
    const absl::Time due = absl::FromUnixMicros(TimeUtil::TimestampToMicroseconds(seen.due_time()));
    const absl::TimeZone zone = work.environment().MomentOf(work.principal().tenant).zone;
    text.fields["due_time"] = absl::FormatTime("%Y-%m-%d %H:%M", due, zone);
  }
  return text;
}

}  // namespace

absl::Status KnowRightsOf(const policy::Authorizer& authorizer, const Uuid& tenant) {
  Principal somebody = PrincipalOf(tenant, "users/-");
  const absl::Status status =
      authorizer.Decide(kRead, absl::Now() + policy::Authorizer::kMaxWait, &somebody);
  return IsPassing(status) ? status : absl::OkStatus();
}

absl::Status TellWorkers(resource::UnitOfWork& work, const policy::Authorizer& authorizer,
                         const Todo& todo, const Telling& telling) {
  std::vector<std::string> users(todo.collaborators().begin(), todo.collaborators().end());
  if (!todo.owner().empty()) users.insert(users.begin(), todo.owner());
  for (const std::string& user : users) {
    GUANXI_ASSIGN_OR_RETURN(const std::optional<Todo> seen,
                            AsSeenBy(authorizer, work.principal().tenant, user, todo));
    if (!seen.has_value() || (telling.tells_due_time && !seen->has_due_time())) continue;
    Notice notice;
    notice.kind = telling.kind;
    notice.recipients = {{user}};
    notice.text = TextOf(work, *seen);
    notice.subject = todo.name();
    notice.source = telling.source;
    notice.bundle_key = todo.name();
    GUANXI_RETURN_IF_ERROR(Notify(work, notice));
  }
  return absl::OkStatus();
}

absl::Status TellNewOwner(resource::UnitOfWork& work, const policy::Authorizer& authorizer,
                          const Todo& todo) {
  if (todo.owner().empty() || todo.owner() == work.principal().subject) return absl::OkStatus();
  auto seen = AsSeenBy(authorizer, work.principal().tenant, todo.owner(), todo);
  if (seen.ok() && !seen->has_value()) return absl::OkStatus();
  Notice notice;
  notice.kind = Notification::TODO_ASSIGNED;
  notice.recipients = {{todo.owner()}};
  notice.text = TextOf(work, seen.ok() ? **seen : Todo());
  notice.subject = todo.name();
  // Many at once, as when somebody leaves, are one.
  notice.bundle_key = "todo_assigned";
  return Notify(work, notice);
}

}  // namespace guanxi::workflow
