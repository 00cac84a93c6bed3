#include "lead-svc/lead_move_in.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/errors/errors.h"
#include "common/resource/environment.h"
#include "common/resource/output_only.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "common/rules/values.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::lead {
namespace {

using google::protobuf::Timestamp;
using google::protobuf::util::TimeUtil;
using resource::ResourceName;
using resource::UnitOfWork;
using v1::Lead;
using v1::MovedLead;

constexpr int kMostEntries = 100;
constexpr size_t kMaxReasonBytes = 512;
constexpr Lead::State kStates[] = {Lead::NEW, Lead::WORKING, Lead::QUALIFIED, Lead::DISQUALIFIED};

// One entry in normal form.
struct Moved {
  ResourceName name;
  bool chosen = false;
  Lead lead;
};

void CheckTimes(const std::string& path, absl::Time now, const MovedLead& entry,
                Violations* violations) {
  const Timestamp& made = entry.origin().create_time();
  if (!entry.origin().has_create_time()) {
    violations->Add(path + ".origin.create_time", "is required");
  } else {
    rules::CheckPastTime(path + ".origin.create_time", now, made, violations);
  }
  if (!entry.has_state_time()) return;
  rules::CheckPastTime(path + ".state_time", now, entry.state_time(), violations);
  if (entry.state_time() < made) {
    violations->Add(path + ".state_time", "lies before it was made");
  }
}

Lead StateOf(const std::string& path, const MovedLead& entry, Lead lead, Violations* violations) {
  const Lead::State state = entry.state() == Lead::STATE_UNSPECIFIED ? Lead::NEW : entry.state();
  if (std::find(std::begin(kStates), std::end(kStates), state) == std::end(kStates)) {
    violations->Add(path + ".state", "want NEW, WORKING, QUALIFIED or DISQUALIFIED");
  }
  std::string reason = entry.state_reason();
  rules::NormalizeLine(path + ".state_reason", &reason, violations);
  if (reason.size() > kMaxReasonBytes) {
    violations->Add(path + ".state_reason", "has more than 512 bytes");
  }
  if (reason.empty() && state == Lead::DISQUALIFIED) {
    violations->Add(path + ".state_reason", "is required of what is disqualified");
  }
  lead.set_state(state);
  lead.set_state_reason(reason);
  *lead.mutable_state_time() =
      entry.has_state_time() ? entry.state_time() : entry.origin().create_time();
  rules::NormalizeTime(lead.mutable_state_time());
  return lead;
}

// What is wrong with the entry alone is added to `violations`.
Moved Read(const resource::ResourceType& leads, const std::string& path, absl::Time now,
           const MovedLead& entry, Violations* violations) {
  Moved moved;
  if (!entry.has_lead()) violations->Add(path + ".lead", "is required");
  if (!entry.lead_id().empty()) {
    const auto id = Uuid::Parse(entry.lead_id());
    moved.chosen = true;
    if (!id.ok() || id->IsNil()) {
      violations->Add(path + ".lead_id", "want a UUID");
    } else {
      moved.name.id = *id;
    }
  }
  CheckTimes(path, now, entry, violations);
  moved.lead = entry.lead();
  leads.output_only().Clear(&moved.lead);
  moved.lead = StateOf(path, entry, std::move(moved.lead), violations);
  v1::LeadOrigin& origin = *moved.lead.mutable_origin();
  origin = entry.origin();
  rules::NormalizeTime(origin.mutable_create_time());
  rules::NormalizeLine(path + ".origin.creator", origin.mutable_creator(), violations);
  *origin.mutable_move_time() = TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(now));
  return moved;
}

absl::StatusOr<std::vector<Moved>> ReadAll(const resource::ResourceType& leads, absl::Time now,
                                           const v1::MoveInLeadsRequest& request) {
  if (request.entries().empty() || request.entries_size() > kMostEntries) {
    return InvalidField("entries", absl::StrCat("want 1 to ", kMostEntries));
  }
  Violations violations;
  std::vector<Moved> all;
  std::set<Uuid> seen;
  for (int i = 0; i < request.entries_size(); ++i) {
    const std::string path = absl::StrCat("entries[", i, "]");
    all.push_back(Read(leads, path, now, request.entries(i), &violations));
    if (all.back().chosen && !seen.insert(all.back().name.id).second) {
      violations.Add(path + ".lead_id", "stands twice");
    }
  }
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  return all;
}

}  // namespace

absl::StatusOr<v1::MoveInLeadsResponse> LeadMoveIn::MoveIn(
    const rpc::Call& call, const v1::MoveInLeadsRequest& request) const {
  const resource::Resource& leads = *resources_->leads;
  const absl::Time now = engine_->environment().business_clock()->Now();
  GUANXI_ASSIGN_OR_RETURN(std::vector<Moved> all, ReadAll(leads.type(), now, request));
  std::vector<ResourceName> chosen;
  for (Moved& one : all) {
    if (one.chosen) chosen.push_back(one.name);
    if (!one.chosen) one.name.id = engine_->environment().uuids().Next();
  }
  v1::MoveInLeadsResponse response;
  GUANXI_RETURN_IF_ERROR(
      engine_->Mutate(call, request, {}, &response, [&](UnitOfWork& work) -> absl::Status {
        if (!chosen.empty()) GUANXI_RETURN_IF_ERROR(work.CheckFree(leads, chosen));
        for (size_t i = 0; i < all.size(); ++i) {
          const std::string path = absl::StrCat("entries[", i, "].lead");
          Lead next = all[i].lead;
          GUANXI_RETURN_IF_ERROR(work.CheckExternalIdsFree(leads, all[i].name.id, next, path));
          GUANXI_RETURN_IF_ERROR(UnderPath(path, work.Insert(leads, all[i].name, &next)));
          work.Answer(leads, all[i].name.id, next, response.add_leads());
        }
        return absl::OkStatus();
      }));
  return response;
}

}  // namespace guanxi::lead
