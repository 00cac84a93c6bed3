#include <set>

#include "absl/strings/str_cat.h"
#include "workflow-svc/process/form_checker.h"

namespace guanxi::workflow {
namespace {

using People = google::protobuf::RepeatedPtrField<v1::ProcessPeople>;

constexpr int kMaxPeople = 20;
constexpr int kMaxLevel = 32;
constexpr int kMaxWeight = 1000;
constexpr int kMaxPicked = 100;
constexpr int kMaxLimits = 10;
constexpr int kMaxReminders = 100;

void CheckManagers(const FormPlace& place, const std::string& path,
                   const v1::ProcessManagers& managers, FormFaults* faults) {
  faults->CheckBounds(place, path + ".from_level", managers.from_level(), 0, kMaxLevel);
  faults->CheckBounds(place, path + ".to_level", managers.to_level(), 0, kMaxLevel);
  if (managers.to_level() != 0 && managers.to_level() < managers.from_level()) {
    faults->Add(place, path + ".to_level", "BAD_VALUE", "not below from_level");
  }
  if (!managers.until_role().empty()) {
    faults->CheckName(place, path + ".until_role", "roles", managers.until_role());
  }
}

void CheckPick(const FormPlace& place, const std::string& path, const v1::ProcessPick& pick,
               FormFaults* faults) {
  if (pick.by() == v1::ProcessPick::BY_UNSPECIFIED) {
    faults->Missing(place, path + ".by", "MISSING_PEOPLE", "who picks them?");
  }
  if (!pick.role().empty()) faults->CheckName(place, path + ".role", "roles", pick.role());
  faults->CheckBounds(place, path + ".max", pick.max(), 0, kMaxPicked);
}

void CheckOne(const FormPlace& place, const std::string& path, const v1::ProcessPeople& people,
              const ContentSchema& content, FormFaults* faults) {
  using P = v1::ProcessPeople;
  faults->CheckBounds(place, path + ".weight", people.weight(), 0, kMaxWeight);
  switch (people.who_case()) {
    case P::kUser:
      return faults->CheckName(place, path + ".user", "users", people.user());
    case P::kRole:
      return faults->CheckName(place, path + ".role", "roles", people.role());
    case P::kDepartment:
      return faults->CheckName(place, path + ".department", "departments", people.department());
    case P::kDepartmentHead:
      return faults->CheckName(place, path + ".department_head", "departments",
                               people.department_head());
    case P::kManagers:
      return CheckManagers(place, path + ".managers", people.managers(), faults);
    case P::kPick:
      return CheckPick(place, path + ".pick", people.pick(), faults);
    case P::kField: {
      const v1::ProcessField* field = content.Find(people.field());
      if (field == nullptr || field->type() != v1::ProcessField::USER) {
        faults->Add(place, path + ".field", "UNKNOWN_FIELD", "there is no such field of users");
      }
      return;
    }
    case P::kInitiator:
    case P::kInitiatorDepartmentHead:
      return;
    case P::WHO_NOT_SET:
      return faults->Missing(place, path, "MISSING_PEOPLE", "who?");
  }
}

void CheckQuorum(const FormPlace& place, const std::string& path, const v1::ProcessWork& work,
                 bool handles, FormFaults* faults) {
  using Q = v1::ProcessQuorum;
  const Q& quorum = work.quorum();
  if (work.claim() && quorum.mode() != Q::MODE_UNSPECIFIED) {
    faults->Add(place, path + ".mode", "BAD_VALUE", "not with claim: there is one task");
  }
  if (quorum.mode() == Q::RATIO) {
    faults->CheckBounds(place, path + ".percent", quorum.percent(), 1, 100);
  }
  if (quorum.mode() == Q::WEIGHTED) {
    faults->CheckBounds(place, path + ".votes", quorum.votes(), 1, kMaxWeight * 100);
  }
  if (handles && (quorum.mode() == Q::RATIO || quorum.mode() == Q::WEIGHTED)) {
    faults->Add(place, path + ".mode", "BAD_VALUE", "not of a handle node: nobody votes there");
  }
}

void CheckLimit(const FormPlace& place, const std::string& path, const v1::ProcessLimit& limit,
                bool handles, bool last, FormFaults* faults) {
  using L = v1::ProcessLimit;
  faults->CheckDuration(place, path + ".after", limit.after());
  if (limit.action() == L::ACTION_UNSPECIFIED) {
    faults->Missing(place, path + ".action", "MISSING_ACTION", "what is to happen?");
  }
  if ((limit.action() == L::PASS || limit.action() == L::REJECT) && !last) {
    faults->Add(place, path + ".action", "BAD_VALUE", "nothing can follow: it stands last");
  }
  if (limit.action() == L::REJECT && handles) {
    faults->Add(place, path + ".action", "BAD_VALUE", "a handle node is not rejected");
  }
  if (limit.action() == L::TRANSFER) {
    faults->CheckName(place, path + ".user", "users", limit.user());
  }
  if (limit.has_repeat()) {
    faults->CheckDuration(place, path + ".repeat", limit.repeat());
    if (limit.action() != L::REMIND) {
      faults->Add(place, path + ".repeat", "BAD_VALUE", "of REMIND alone");
    }
  }
  faults->CheckBounds(place, path + ".times", limit.times(), 0, kMaxReminders);
}

void CheckRules(const FormPlace& place, const std::string& at, const v1::ProcessWork& work,
                bool handles, FormFaults* faults) {
  using W = v1::ProcessWork;
  if (work.empty() == W::PERSON) {
    faults->CheckName(place, at + ".empty_user", "users", work.empty_user());
  }
  if (handles && work.empty() == W::REJECT) {
    faults->Add(place, at + ".empty", "BAD_VALUE", "a handle node is not rejected");
  }
  if (handles && work.initiator_rule() != W::INITIATOR_RULE_UNSPECIFIED) {
    faults->Add(place, at + ".initiator_rule", "BAD_VALUE", "of approve nodes alone");
  }
  if (handles && work.on_reject() != W::ON_REJECT_UNSPECIFIED) {
    faults->Add(place, at + ".on_reject", "BAD_VALUE", "of approve nodes alone");
  }
}

}  // namespace

void CheckPeopleForm(const FormPlace& place, const std::string& path, const People& people,
                     const ContentSchema& content, FormFaults* faults) {
  if (people.empty()) faults->Missing(place, path, "MISSING_PEOPLE", "who?");
  if (people.size() > kMaxPeople) faults->CheckBounds(place, path, people.size(), 1, kMaxPeople);
  for (int i = 0; i < people.size(); ++i) {
    CheckOne(place, absl::StrCat(path, "[", i, "]"), people[i], content, faults);
  }
}

void CheckWorkForm(const FormPlace& place, absl::string_view kind, const v1::ProcessWork& work,
                   const ContentSchema& content, FormFaults* faults) {
  const std::string at(kind);
  const bool handles = kind == "handle";
  CheckPeopleForm(place, at + ".people", work.people(), content, faults);
  CheckQuorum(place, at + ".quorum", work, handles, faults);
  CheckRules(place, at, work, handles, faults);
  if (work.limits_size() > kMaxLimits) {
    faults->CheckBounds(place, at + ".limits", work.limits_size(), 0, kMaxLimits);
  }
  for (int i = 0; i < work.limits_size(); ++i) {
    CheckLimit(place, absl::StrCat(at, ".limits[", i, "]"), work.limits(i), handles,
               i + 1 == work.limits_size(), faults);
  }
}

}  // namespace guanxi::workflow
