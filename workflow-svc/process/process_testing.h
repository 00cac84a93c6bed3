// A company, models and a process for tests: no I/O, a clock that the test moves.
#ifndef GUANXI_WORKFLOW_SVC_PROCESS_PROCESS_TESTING_H_
#define GUANXI_WORKFLOW_SVC_PROCESS_PROCESS_TESTING_H_

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "workflow-svc/process/step.h"

namespace guanxi::workflow {

// The n-th user, role and department of the company.
std::string U(int n);
std::string R(int n);
std::string D(int n);
// Back from a name.
int NumberOf(const std::string& name);

// As it is made: users 1 to 20 are active, without managers. Not thread-safe.
class FakeDirectory : public Directory {
 public:
  bool Exists(const std::string& name) const override;
  bool IsActive(const std::string& user) const override;
  std::string ManagerOf(const std::string& user) const override;
  std::string DepartmentOf(const std::string& user) const override;
  std::string HeadOf(const std::string& department) const override;
  bool HasRole(const std::string& user, const std::string& role) const override;
  std::vector<std::string> WithRole(const std::string& role) const override;
  std::vector<std::string> MembersOf(const std::string& department) const override;
  std::vector<std::string> Administrators() const override { return administrators; }
  std::string DeputyOf(const std::string& user, absl::Time at) const override;

  int users = 20;
  std::set<std::string> gone;
  std::map<std::string, std::string> managers;
  std::map<std::string, std::string> departments;
  std::map<std::string, std::string> heads;
  std::map<std::string, std::vector<std::string>> roles;
  std::map<std::string, std::string> deputies;
  std::vector<std::string> administrators;
};

// The catalog of a company that has calendars and definitions as the test says.
class FakeCatalog : public ModelCatalog {
 public:
  bool HasCalendar(const std::string& name) const override { return calendars.count(name) != 0; }
  std::optional<std::vector<std::string>> AwaitedBy(const std::string& name) const override;

  std::set<std::string> calendars;
  std::map<std::string, std::vector<std::string>> awaited;
};

// Nodes as JSON. In their texts `@1` stands for U(1), `#1` for R(1), `%1` for D(1).
std::string Node(absl::string_view id, absl::string_view kind, absl::string_view members = "",
                 absl::string_view beside = "");
// An approve node of these users.
std::string Approve(absl::string_view id, absl::string_view users, absl::string_view more = "");
std::string Branch(absl::string_view id, absl::string_view condition, absl::string_view nodes);
// A fork; the last branch of one that is not parallel is the default.
std::string Fork(absl::string_view id, absl::string_view kind,
                 const std::vector<std::string>& branches);
// Of nodes behind a start; `settings` are members of the model.
v1::ProcessModel ModelOf(const std::vector<std::string>& nodes, absl::string_view settings = "");

// One process. User 1 is its initiator unless the test says so.
class Walkthrough {
 public:
  explicit Walkthrough(const v1::ProcessModel& model);

  absl::Status Do(const std::string& actor, Command::What what, bool as_administrator = false);
  absl::Status Start(ProcessContent content = {}, Picks picks = {}, int initiator = 1);
  absl::Status Approve(int user, ProcessContent changes = {}, Picks picks = {});
  absl::Status Reject(int user);
  absl::Status Return(int user, const std::string& node, bool straight_back = false);
  // Fires all that is due once so much time has gone by.
  absl::Status Pass(absl::Duration time);

  // The open task that is the user's, or that he may claim; 0 if there is none.
  int64_t TaskOf(int user) const;
  const process::Task* Find(int64_t task) const;
  // Where it stands: "a b", in the order of the drawing, forks left out.
  std::string Stands() const;
  // Who has open tasks: "2 3".
  std::string Open() const;
  // "a! " where there is an incident.
  std::string Incident() const;
  std::vector<Effect> Of(Effect::Kind kind) const;
  process::ProcessState::Phase phase() const { return state.phase(); }

  std::shared_ptr<const Model> model;
  FakeDirectory directory;
  Surroundings surroundings;
  process::ProcessState state;
  std::vector<Effect> effects;  // of the last step
};

v1::ProcessValue Value(absl::string_view value);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_PROCESS_PROCESS_TESTING_H_
