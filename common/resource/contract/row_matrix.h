// Every method of every resource that belongs to somebody, called by everybody who has something to
// do with a record or nothing (viewers.h: kRelations), and from another tenant.
#ifndef GUANXI_COMMON_RESOURCE_CONTRACT_ROW_MATRIX_H_
#define GUANXI_COMMON_RESOURCE_CONTRACT_ROW_MATRIX_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/resource/contract/findings.h"
#include "common/resource/contract/subject.h"
#include "common/resource/contract/viewers.h"
#include "common/resource/contract/world.h"
#include "google/protobuf/descriptor.h"

namespace guanxi::contract {

// Who sees a record is answered; to all others it is not there. Who may not change it is told so,
// by ROW_READ_ONLY, if he sees it; who may change it and owns it not, by ROW_NOT_OWNED, when he
// gives it away, shares or deletes it. Methods of a service's own are held to this, too, as far as
// they take the record's name. Thread safety: none.
class RowMatrix {
 public:
  // The world's house has PoliciesOf its resources. Methods of these packages are called.
  RowMatrix(World* world, std::vector<std::string> packages, Findings* findings);

  void Run();

  int calls() const { return calls_; }

 private:
  using MethodDescriptor = google::protobuf::MethodDescriptor;
  // A record, and one that is deleted, if the kind has such.
  struct Rows {
    const Kind* kind;
    std::string name, deleted;
  };

  // Made by who sees all. False, and a finding, if they cannot be.
  bool Make(const Kind* kind, Rows* rows);
  Dynamic Owned(const Kind* kind, Subject* subject);
  void Share(const Kind* kind, const std::string& name);

  void RunFor(const Rows& rows, const Relation& relation, const std::string& tenant);
  void Read(const Rows& rows, const Subject& subject, const Relation& relation);
  void List(const Rows& rows, const Subject& subject, const Relation& relation);
  void Write(const Rows& rows, const Subject& subject, const Relation& relation);
  void CallOwn(const Rows& rows, const Subject& subject, const Relation& relation);

  absl::StatusOr<Dynamic> Call(const Subject& subject, const MethodDescriptor& method,
                               const Dynamic& request);
  // What an answer must be to who sees the record, or not, and wants to see or write it, or to do
  // what is for those alone who own it.
  void Expect(const absl::Status& status, const Relation& relation, bool writes,
              const std::string& what, bool owns = false);

  World& world_;
  const std::vector<std::string> packages_;
  Findings& findings_;
  const std::string tenant_;
  int calls_ = 0;
};

}  // namespace guanxi::contract

#endif  // GUANXI_COMMON_RESOURCE_CONTRACT_ROW_MATRIX_H_
