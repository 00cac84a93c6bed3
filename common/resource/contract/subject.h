// One resource in a tenant of its own, as the checks of the contract handle it.
#ifndef GUANXI_COMMON_RESOURCE_CONTRACT_SUBJECT_H_
#define GUANXI_COMMON_RESOURCE_CONTRACT_SUBJECT_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "absl/status/statusor.h"
#include "common/resource/contract/dynamic.h"
#include "common/resource/contract/values.h"
#include "common/resource/contract/world.h"
#include "common/resource/resource_name.h"

namespace guanxi::contract {

// How a valid message is made.
struct Form {
  size_t sample = 0;
  Side side = Side::kFirst;
  // The name of its parent; empty: that of Subject::parent().
  std::string parent;
  // Nothing but what is required or stated by the sample.
  bool bare = false;
  // Leaves out some of the fields that may be missing, others for each number; 0: none.
  int sparse = 0;
};

struct ListArgs {
  std::string parent;  // empty: the subject's, or none
  std::string filter;
  std::string order_by;
  bool show_deleted = false;
  int page_size = 1000;
};

// Thread safety: none; several of one tenant may be used at once.
class Subject {
 public:
  Subject(World* world, const Kind* kind, Who who)
      : world_(world), kind_(kind), who_(std::move(who)) {}

  World& world() const { return *world_; }
  const Kind& kind() const { return *kind_; }
  const resource::ResourceType& type() const { return kind_->type(); }
  const Who& who() const { return who_; }
  bool Can(const std::string& verb) const { return kind_->Can(verb); }
  // Another resource in the same tenant; the same resource for another caller.
  Subject Of(const Kind* kind) const { return Subject(world_, kind, who_); }
  Subject As(Who who) const;
  // "CUSTOMER_NOT_FOUND".
  std::string Code(const std::string& end) const { return type().code() + end; }
  // The path in a request of a field of the resource: "customer.phones".
  std::string At(const std::string& path) const;

  // The parent that records are made under, made when it is first asked for; "" at the root.
  const std::string& parent();
  // Another one.
  std::string NewParent();
  // That of all parents, "customers/-", "teams/-/members/-"; "" at the root.
  std::string AnyParent() const;

  // A message; its references name records that were made for it.
  Dynamic Make(const Form& form);
  // What `record` may become by an update: a message with its name and what cannot be changed.
  Dynamic MakeNext(const Dynamic& record, const Form& form);
  // A record that exists, made of it: by Create, or, where there is no such method, by the engine.
  absl::StatusOr<Dynamic> Add(const Form& form);
  absl::StatusOr<Dynamic> Put(const Dynamic& message, const std::string& parent = "");
  // The name that a record with this id has.
  std::string NameOf(const Uuid& id, const std::string& parent = "");
  Uuid NewId() const;

  // Requests, filled as far as the method says. `verb` must be one that the kind can.
  Dynamic Request(const std::string& verb) const;
  Dynamic CreateRequest(const Dynamic& message, const std::string& parent = "");
  Dynamic UpdateRequest(const Dynamic& message, const std::vector<std::string>& paths) const;
  Dynamic NamedRequest(const std::string& verb, const std::string& name) const;
  absl::StatusOr<Dynamic> Call(const std::string& verb, const Dynamic& request) const;

  absl::StatusOr<Dynamic> Get(const std::string& name) const;
  absl::StatusOr<Dynamic> Update(const Dynamic& message,
                                 const std::vector<std::string>& paths) const;
  absl::StatusOr<Dynamic> Delete(const std::string& name) const;
  absl::StatusOr<Dynamic> Undelete(const std::string& name) const;
  // All pages.
  absl::StatusOr<std::vector<Dynamic>> List(const ListArgs& args);
  // What happened to the record, the last first: metadata.v1.Change. By the RPC, or where there is
  // none by the engine's reader.
  absl::StatusOr<std::vector<Dynamic>> Changes(const std::string& name, int page_size = 0) const;

  // Fields that an update may set to either side's value, each with a sample that has it.
  struct Change {
    Leaf leaf;
    size_t sample;
  };
  std::vector<Change> Changeable() const;
  // The first sample in which the path may be set.
  size_t SampleWith(const std::string& path) const;
  // Writes the record once more, with another value in some field. Nothing if no field can change.
  std::optional<absl::StatusOr<Dynamic>> Touch(const Dynamic& record);
  // Whether the sample states the field at `path`, or a part of it.
  bool IsStated(size_t sample, const std::string& path) const;

  // A record that field `field` of a message may name, under `parent` if it must be a sibling.
  std::string Target(const google::protobuf::FieldDescriptor* field, Side side,
                     const std::string& parent, bool fresh);
  // The kind that the field names records of; nullptr if it is none of this schema.
  const Kind* TargetKind(const google::protobuf::FieldDescriptor* field) const;

 private:
  absl::StatusOr<Dynamic> Insert(const Dynamic& message, const std::string& parent) const;
  Dynamic Stated(const Form& form) const;
  void Fill(const Form& form, const std::string& prefix, const google::protobuf::Message& stated,
            google::protobuf::Message* message);
  void FillField(const Form& form, const google::protobuf::FieldDescriptor* field,
                 const std::string& path, google::protobuf::Message* message);
  bool LeavesOut(const Form& form, const google::protobuf::FieldDescriptor* field,
                 const std::string& path) const;
  bool IsUnique(const google::protobuf::FieldDescriptor* field) const;

  World* const world_;
  const Kind* const kind_;
  const Who who_;
  std::string parent_;
  std::vector<const google::protobuf::Descriptor*> filling_;  // from the whole to its part
  std::map<std::tuple<const Kind*, Side, std::string>, std::string> targets_;
};

// The name of the record above: "teams/1" of "teams/1/members/2"; "" at the root.
std::string AboveOf(const std::string& name);
// The entries' names.
std::vector<std::string> NamesOf(const std::vector<Dynamic>& records);

}  // namespace guanxi::contract

#endif  // GUANXI_COMMON_RESOURCE_CONTRACT_SUBJECT_H_
