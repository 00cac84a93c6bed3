#include "workflow-svc/process/diff.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <type_traits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"

namespace guanxi::workflow {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using google::protobuf::util::MessageDifferencer;
using v1::ProcessDifference;

// A node, branch or boundary, without what lies below it.
struct Part {
  std::string id;
  std::string above;  // the branch or boundary that it lies in, or the node that it is one of
  std::shared_ptr<const Message> message;
};
using Parts = std::vector<Part>;
using Nodes = google::protobuf::RepeatedPtrField<v1::ProcessNode>;

v1::ProcessFork* ForkOf(v1::ProcessNode* node) {
  if (node->has_condition()) return node->mutable_condition();
  if (node->has_parallel()) return node->mutable_parallel();
  return node->has_inclusive() ? node->mutable_inclusive() : nullptr;
}

void Flatten(const Nodes& nodes, const std::string& above, Parts* parts);

// Branches or boundaries of a node.
template <typename Items>
void FlattenBelow(Items items, const std::string& above, Parts* parts) {
  for (auto& item : items) {
    const Nodes within = item.nodes();
    item.clear_nodes();
    parts->push_back({item.id(), above, std::make_shared<std::decay_t<decltype(item)>>(item)});
    Flatten(within, item.id(), parts);
  }
}

void Flatten(const Nodes& nodes, const std::string& above, Parts* parts) {
  for (const v1::ProcessNode& node : nodes) {
    auto alone = std::make_shared<v1::ProcessNode>(node);
    alone->clear_boundaries();
    v1::ProcessFork fork;
    if (v1::ProcessFork* own = ForkOf(alone.get()); own != nullptr) fork.Swap(own);
    parts->push_back({node.id(), above, std::move(alone)});
    FlattenBelow(fork.branches(), node.id(), parts);
    FlattenBelow(node.boundaries(), node.id(), parts);
  }
}

bool SameField(const Message& a, const Message& b, const FieldDescriptor* field) {
  MessageDifferencer differencer;
  return differencer.CompareWithFields(a, b, {field}, {field});
}

// The paths that differ: of messages those one level below.
void ChangedPaths(const Message& a, const Message& b, const std::string& prefix, bool deeper,
                  std::vector<std::string>* paths) {
  for (int i = 0; i < a.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* field = a.GetDescriptor()->field(i);
    if (SameField(a, b, field)) continue;
    const std::string path = absl::StrCat(prefix, field->name());
    const Reflection* ra = a.GetReflection();
    const bool within = deeper && !field->is_repeated() && field->message_type() != nullptr &&
                        ra->HasField(a, field) && b.GetReflection()->HasField(b, field);
    if (!within) {
      paths->push_back(path);
      continue;
    }
    ChangedPaths(ra->GetMessage(a, field), b.GetReflection()->GetMessage(b, field), path + ".",
                 false, paths);
  }
}

bool SameKind(const Part& a, const Part& b) {
  return a.message->GetDescriptor() == b.message->GetDescriptor();
}

void AddDifference(const std::string& id, bool is_field, ProcessDifference::Kind kind,
                   std::vector<ProcessDifference>* all) {
  ProcessDifference& one = all->emplace_back();
  one.set_id(id);
  one.set_is_field(is_field);
  one.set_kind(kind);
}

void AddChanged(const std::string& id, bool is_field, const Message& a, const Message& b,
                std::vector<ProcessDifference>* all) {
  std::vector<std::string> paths;
  ChangedPaths(a, b, "", true, &paths);
  if (paths.empty()) return;
  AddDifference(id, is_field, ProcessDifference::CHANGED, all);
  for (std::string& path : paths) all->back().add_paths(std::move(path));
}

std::vector<std::string> Below(const Parts& parts, const std::string& above) {
  std::vector<std::string> ids;
  for (const Part& part : parts) {
    if (part.above == above) ids.push_back(part.id);
  }
  return ids;
}

// Those of `b` that keep their order of `a`: a longest common subsequence.
std::set<std::string> Kept(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  std::vector<std::vector<int>> best(a.size() + 1, std::vector<int>(b.size() + 1, 0));
  for (size_t i = a.size(); i-- > 0;) {
    for (size_t j = b.size(); j-- > 0;) {
      best[i][j] = a[i] == b[j] ? best[i + 1][j + 1] + 1 : std::max(best[i + 1][j], best[i][j + 1]);
    }
  }
  std::set<std::string> kept;
  for (size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    if (a[i] == b[j]) {
      kept.insert(a[i]);
      ++i, ++j;
    } else {
      best[i + 1][j] >= best[i][j + 1] ? ++i : ++j;
    }
  }
  return kept;
}

void DiffFields(const v1::ProcessModel& before, const v1::ProcessModel& after,
                std::vector<ProcessDifference>* all) {
  std::map<std::string, const v1::ProcessField*> old;
  for (const v1::ProcessField& field : before.fields()) old[field.id()] = &field;
  for (const v1::ProcessField& field : after.fields()) {
    const auto found = old.find(field.id());
    if (found == old.end()) {
      AddDifference(field.id(), true, ProcessDifference::ADDED, all);
      continue;
    }
    AddChanged(field.id(), true, *found->second, field, all);
    old.erase(found);
  }
  for (const auto& [id, field] : old) AddDifference(id, true, ProcessDifference::REMOVED, all);
}

}  // namespace

std::vector<ProcessDifference> Diff(const v1::ProcessModel& before, const v1::ProcessModel& after) {
  std::vector<ProcessDifference> all;
  v1::ProcessModel settings[2] = {before, after};
  for (v1::ProcessModel& one : settings) {
    one.clear_fields();
    one.clear_nodes();
  }
  AddChanged("", false, settings[0], settings[1], &all);
  DiffFields(before, after, &all);
  Parts old_parts;
  Parts new_parts;
  Flatten(before.nodes(), "", &old_parts);
  Flatten(after.nodes(), "", &new_parts);
  std::map<std::string, const Part*> old;
  for (const Part& part : old_parts) old[part.id] = &part;
  std::map<std::string, std::set<std::string>> kept;
  for (const Part& part : new_parts) {
    const auto found = old.find(part.id);
    if (found == old.end() || !SameKind(*found->second, part)) {
      AddDifference(part.id, false, ProcessDifference::ADDED, &all);
      continue;
    }
    auto [own, fresh] = kept.try_emplace(part.above);
    if (fresh) own->second = Kept(Below(old_parts, part.above), Below(new_parts, part.above));
    if (own->second.count(part.id) == 0) {
      AddDifference(part.id, false, ProcessDifference::MOVED, &all);
    }
    AddChanged(part.id, false, *found->second->message, *part.message, &all);
    old.erase(found);
  }
  for (const Part& part : old_parts) {
    if (old.count(part.id) != 0) AddDifference(part.id, false, ProcessDifference::REMOVED, &all);
  }
  return all;
}

}  // namespace guanxi::workflow
