#include "common/merge/name_forwarder.h"

#include <map>
#include <optional>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/str_split.h"
#include "common/base/status_macros.h"
#include "common/merge/journal.h"
#include "common/resource/engine.h"
#include "common/resource/merged_names.h"
#include "common/resource/name_fields.h"

namespace guanxi::merge {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

bool IsStated(const FieldDescriptor* field) {
  if (field->type() != FieldDescriptor::TYPE_STRING) return false;
  const std::string& name = field->name();
  return resource::HoldsNames(field) || name == "name" || name == "names" || name == "parent";
}

using Visit = absl::FunctionRef<std::string(const std::string&)>;

// Puts what `visit` returns in the place of each name in the message; whether any differs.
bool VisitNames(Message* message, Visit visit) {
  bool differs = false;
  const auto* reflection = message->GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(*message, &fields);
  for (const FieldDescriptor* field : fields) {
    const bool is_message = field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
    if (!is_message && !IsStated(field)) continue;
    if (!field->is_repeated()) {
      if (is_message) {
        differs |= VisitNames(reflection->MutableMessage(message, field), visit);
        continue;
      }
      const std::string text = reflection->GetString(*message, field);
      std::string other = visit(text);
      if (other == text) continue;
      reflection->SetString(message, field, std::move(other));
      differs = true;
      continue;
    }
    for (int i = 0; i < reflection->FieldSize(*message, field); ++i) {
      if (is_message) {
        differs |= VisitNames(reflection->MutableRepeatedMessage(message, field, i), visit);
        continue;
      }
      const std::string text = reflection->GetRepeatedString(*message, field, i);
      std::string other = visit(text);
      if (other == text) continue;
      reflection->SetRepeatedString(message, field, i, std::move(other));
      differs = true;
    }
  }
  return differs;
}

// The record below the root that a canonical name is of; nil for a root's own.
Uuid ChildIn(absl::string_view name) {
  const std::vector<absl::string_view> parts = absl::StrSplit(name, '/');
  return parts.size() == 4 ? Uuid::Parse(parts[3]).value_or(Uuid()) : Uuid();
}

bool MayBeByName(const absl::Status& status) {
  return status.code() == absl::StatusCode::kNotFound ||
         status.code() == absl::StatusCode::kInvalidArgument ||
         status.code() == absl::StatusCode::kFailedPrecondition;
}

// Names of one request, and where they lead.
class Leads {
 public:
  explicit Leads(const std::set<std::string>* collections) : collections_(*collections) {}

  void Note(const std::string& text) {
    std::string collection;
    Uuid id;
    const std::string name = resource::CanonicalName(text);
    if (!resource::RootOf(name, &collection, &id) || collections_.count(collection) == 0) return;
    roots_[collection].insert(id);
    if (const Uuid child = ChildIn(name); !child.IsNil()) children_[child] = id;
  }
  bool empty() const { return roots_.empty(); }

  absl::Status Read(db::Transaction& tx, const Uuid& tenant) {
    ends_.clear();
    for (const auto& [collection, ids] : roots_) {
      GUANXI_ASSIGN_OR_RETURN(const auto found,
                              resource::FollowMerged(tx, tenant, collection, ids));
      ends_.insert(found.begin(), found.end());
    }
    for (const auto& [child, root] : children_) {
      if (ends_.count(root) != 0) continue;
      GUANXI_ASSIGN_OR_RETURN(const std::optional<Uuid> went,
                              WentBackFrom(tx, tenant, root, child));
      if (went.has_value()) went_[child] = *went;
    }
    return absl::OkStatus();
  }

  std::string Of(const std::string& text) const {
    std::string collection;
    Uuid id;
    const std::string name = resource::CanonicalName(text);
    if (!resource::RootOf(name, &collection, &id)) return text;
    if (const auto end = ends_.find(id); end != ends_.end()) {
      return resource::WithRoot(name, end->second);
    }
    const auto went = went_.find(ChildIn(name));
    return went != went_.end() ? resource::WithRoot(name, went->second) : text;
  }

 private:
  const std::set<std::string>& collections_;
  std::map<std::string, std::set<Uuid>> roots_;  // by collection
  std::map<Uuid, Uuid> children_;                // the root that each is named below
  std::map<Uuid, Uuid> ends_, went_;
};

}  // namespace

bool NameForwarder::Rephrase(const rpc::Call& call, const absl::Status& status,
                             Message* request) const {
  return MayBeByName(status) && Forward(call, request).value_or(false);
}

absl::StatusOr<bool> NameForwarder::Forward(const rpc::Call& call, Message* request) const {
  Leads leads(&collections_);
  VisitNames(request, [&](const std::string& text) {
    leads.Note(text);
    return text;
  });
  if (leads.empty()) return false;
  GUANXI_RETURN_IF_ERROR(database_->ReadOnly(resource::TxOptionsOf(call), [&](db::Transaction& tx) {
    return leads.Read(tx, call.principal.tenant);
  }));
  return VisitNames(request, [&](const std::string& text) { return leads.Of(text); });
}

}  // namespace guanxi::merge
