// What merges do to rows: fold them into others, bring them back, and lead names elsewhere.
#ifndef GUANXI_COMMON_RESOURCE_UNIT_MERGES_H_
#define GUANXI_COMMON_RESOURCE_UNIT_MERGES_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/resource/name_fields.h"
#include "common/resource/unit_of_work.h"
#include "google/protobuf/message.h"

namespace guanxi::resource {

// Writes of `work`, which outlives it. Thread safety: none. Errors of all methods: those of
// UnitOfWork's writes, and as stated.
class UnitMerges {
 public:
  explicit UnitMerges(UnitOfWork* work) : work_(*work) {}

  // Marks a live row deleted because it was merged into the record `survivor` by the merge `merge`
  // (names), and brings such a row back as it was. Folded rows are found by GetMany alone; their
  // names are forwarded by merged_names.h, which the caller keeps, as it does what names them
  // (common/merge): references are not looked for.
  //   NOT_FOUND          <TYPE>_NOT_FOUND       Fold: it is not live; Unfold: it is not folded
  // and what Delete and Undelete say of rights, and of what Check and Derive refuse
  absl::Status Fold(const Resource& resource, Stored* row, const std::string& survivor,
                    const std::string& merge);
  absl::Status Unfold(const Resource& resource, Stored* row);

  // Has a row, deleted ones too, lie under another parent, or under its own, and its names be what
  // `renamed` makes of them: for merges, where nothing is stated, so that no rule is asked and who
  // may write is not looked at. `derive` is called as of an update if the place stays. False, and
  // nothing is written, if nothing differs.
  absl::StatusOr<bool> Redirect(const Resource& resource, Stored* row, const ResourceName& parent,
                                NameFields::Renamed renamed);

  // Replaces `old` by `*next`, which is what it was once, as far as nobody changed it since: for
  // undoing merges, so that no rule is asked, as for what comes back by Undelete, and who may write
  // is not looked at. `derive` is called as of an update. False, and nothing is written, if they do
  // not differ.
  absl::StatusOr<bool> Restore(const Resource& resource, const Stored& old,
                               google::protobuf::Message* next);

  // Has the names in `next` that are not in `old` say where they lead, if what they named was
  // merged into something else (Environment::merged_collections).
  absl::Status ForwardNames(const Resource& resource, const google::protobuf::Message* old,
                            google::protobuf::Message* next);
  // Leaves out of `next` external ids that lead to the row `old` already, by way of records that
  // were merged into it, which still have them.
  absl::Status KeepLedIds(const Resource& resource, const Stored& old,
                          google::protobuf::Message* next);

 private:
  UnitOfWork& work_;
};

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_UNIT_MERGES_H_
