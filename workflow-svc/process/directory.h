// What a process asks about people, and about what else a model names.
#ifndef GUANXI_WORKFLOW_SVC_PROCESS_DIRECTORY_H_
#define GUANXI_WORKFLOW_SVC_PROCESS_DIRECTORY_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/filter/moment.h"
#include "workflow-svc/sla/sla_time.h"

namespace guanxi::workflow {

namespace process {
class ProcessState;
}
struct Effect;

// People, as they are at one moment: it answers the same as long as it lives, and waits for
// nothing. Names are `users/{user}`, `departments/{department}`, `roles/{role}`; "" is nobody.
class Directory {
 public:
  virtual ~Directory() = default;

  // Whether a user, department or role of that name is there, active or not.
  virtual bool Exists(const std::string& name) const = 0;
  virtual bool IsActive(const std::string& user) const = 0;
  virtual std::string ManagerOf(const std::string& user) const = 0;
  virtual std::string DepartmentOf(const std::string& user) const = 0;
  virtual std::string HeadOf(const std::string& department) const = 0;
  virtual bool HasRole(const std::string& user, const std::string& role) const = 0;
  // Always in the same order.
  virtual std::vector<std::string> WithRole(const std::string& role) const = 0;
  virtual std::vector<std::string> MembersOf(const std::string& department) const = 0;
  virtual std::vector<std::string> Administrators() const = 0;
  // Who stands in for the user at that time in this process, by a standing delegation: the one that
  // he named, not the end of a chain.
  virtual std::string DeputyOf(const std::string& user, absl::Time at) const = 0;
};

// What else a model names.
class ModelCatalog {
 public:
  virtual ~ModelCatalog() = default;

  virtual bool HasCalendar(const std::string& name) const = 0;
  // The definitions that the last revision of `definition` starts and waits for; nothing if there
  // is no revision that can be started.
  virtual std::optional<std::vector<std::string>> AwaitedBy(
      const std::string& definition) const = 0;
};

// What a step goes by besides the model: now (`moment.now`), where, by whose hours, with whom.
struct Surroundings {
  const Directory* directory = nullptr;  // never null
  filter::Moment moment;
  // The model's `work_calendar`.
  SlaTime work;
  // Whether the process of a kStartSub can be started by one in this state: why not is the incident
  // with which it stands there. Null: any can.
  std::function<absl::Status(const process::ProcessState& state, const Effect& start)> may_start =
      nullptr;
};

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_PROCESS_DIRECTORY_H_
