// What ListChanges says of a record: all that happened, the last first, with what differs.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/resource/contract/checks.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "google/protobuf/util/message_differencer.h"
#include "guanxi/metadata/v1/change.pb.h"

namespace guanxi::contract {
namespace {

using google::protobuf::Struct;
using google::protobuf::Value;
using google::protobuf::util::MessageDifferencer;
using metadata::v1::Change;
using metadata::v1::FieldChange;

// A state of the record and what led to it.
struct Step {
  Change::Kind kind;
  Dynamic record;
};

// The field's value as JSON has it; null if it is not set.
Value JsonOf(const Dynamic& record, const Leaf& leaf) {
  Dynamic only(record);
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string json;
  Value whole;
  if (!google::protobuf::util::MessageToJsonString(*only, &json, options).ok() ||
      !google::protobuf::util::JsonStringToMessage(json, whole.mutable_struct_value()).ok()) {
    return Value();
  }
  for (const auto* step : leaf.steps) {
    const auto& fields = whole.struct_value().fields();
    const auto found = fields.find(step->name());
    if (found == fields.end()) return Value();
    Value inner = found->second;
    whole = std::move(inner);
  }
  return whole;
}

const FieldChange* Find(const Change& change, const std::string& path) {
  for (const FieldChange& field : change.fields()) {
    if (field.path() == path) return &field;
  }
  return nullptr;
}

// What differs between two states, and nothing else. Maps are reported by key.
void ExpectFields(const Subject& subject, const Dynamic& before, const Dynamic& after,
                  const Change& change, Findings& findings) {
  const std::string what = absl::StrCat("the change ", Change::Kind_Name(change.kind()));
  for (const Leaf& leaf : subject.kind().leaves) {
    if (leaf.field()->is_map() || (leaf.output_only && leaf.steps.size() == 1)) continue;
    const FieldChange* const field = Find(change, leaf.path);
    if (leaf.Same(before, after)) {
      findings.Expect(field == nullptr, absl::StrCat(what, " has ", leaf.path));
      continue;
    }
    if (!findings.Expect(field != nullptr, absl::StrCat(what, " lacks ", leaf.path))) continue;
    findings.Expect(MessageDifferencer::Equals(field->before(), JsonOf(before, leaf)) &&
                        MessageDifferencer::Equals(field->after(), JsonOf(after, leaf)),
                    absl::StrCat(what, " says ", field->ShortDebugString()));
  }
}

// Everything that can be done to one record.
std::vector<Step> Live(Subject& subject, Findings& findings) {
  std::vector<Step> steps;
  const auto add = [&](Change::Kind kind, const absl::StatusOr<Dynamic>& record) {
    if (findings.Ok(record.status(), Change::Kind_Name(kind))) steps.push_back({kind, *record});
    subject.world().grounds().clock->Advance(absl::Seconds(1));
    return record.ok();
  };
  if (!add(Change::CREATED, subject.Add({}))) return steps;
  const Dynamic created = steps[0].record;
  if (const auto touched = subject.Touch(created); touched.has_value()) {
    add(Change::UPDATED, *touched);
  }
  if (subject.Can("Delete") && subject.type().deletion() == metadata::v1::SOFT) {
    add(Change::DELETED, subject.Delete(created.name()));
    if (subject.Can("Undelete")) add(Change::UNDELETED, subject.Undelete(created.name()));
  }
  return steps;
}

}  // namespace

void CheckHistory(Subject& subject, Findings& findings) {
  // Whatever can be read by name tells what happened to it; of keys alone, and of what only the
  // service makes and nobody changes, there is little to tell.
  const bool never_changes = !subject.Can("Create") && !subject.Can("Update") &&
                             subject.type().deletion() == metadata::v1::NONE;
  findings.Expect(subject.Can("Changes") || !subject.Can("Get") || never_changes ||
                      !subject.type().keeps_bodies(),
                  "there is no List...Changes");
  const std::vector<Step> steps = Live(subject, findings);
  if (steps.empty()) return;
  const std::string name = steps[0].record.name();
  const auto listed = subject.Changes(name);
  if (!findings.Ok(listed.status(), "ListChanges")) return;
  std::vector<Change> changes;
  for (const Dynamic& one : *listed) {
    const auto& change = static_cast<const Change&>(*one);
    if (change.kind() != Change::PROJECTED && change.kind() != Change::EMITTED) {
      changes.push_back(change);
    }
  }
  std::reverse(changes.begin(), changes.end());
  if (!findings.Expect(changes.size() == steps.size(),
                       absl::StrCat("ListChanges has ", changes.size(), " of ", steps.size()))) {
    return;
  }
  const Principal principal = PrincipalOf(subject.who().token());
  for (size_t i = 0; i < steps.size(); ++i) {
    const Change& change = changes[i];
    findings.Expect(change.kind() == steps[i].kind && change.actor() == principal.subject &&
                        change.has_change_time() && !change.event_id().empty() &&
                        change.root_event_id() == change.event_id(),
                    absl::StrCat("change ", i, " is ", change.ShortDebugString()));
    if (subject.type().etag_field() != nullptr) {
      findings.Expect(change.etag() == steps[i].record.etag(),
                      absl::StrCat("change ", i, " has the etag ", change.etag()));
    }
    if (!subject.type().keeps_bodies()) {
      findings.Expect(change.fields().empty(), "a history of keys has values");
      continue;
    }
    const Dynamic none(subject.type().descriptor());
    ExpectFields(subject, i == 0 ? none : steps[i - 1].record, steps[i].record, change, findings);
  }
  const auto one_by_one = subject.Changes(name, 1);
  findings.Expect(one_by_one.ok() && one_by_one->size() == listed->size(),
                  "pages of one change do not have all");
  Subject stranger(&subject.world(), &subject.kind(), {subject.who().tenant + ".other"});
  findings.Expect(stranger.Changes(name).status().code() == absl::StatusCode::kNotFound,
                  "another tenant sees the changes");
}

}  // namespace guanxi::contract
