// What pools read and write of a record, whatever its type.
#ifndef GUANXI_COMMON_POOLS_POOLED_RECORD_H_
#define GUANXI_COMMON_POOLS_POOLED_RECORD_H_

#include <optional>
#include <string>

#include "absl/time/time.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "guanxi/pool/v1/pool.pb.h"

namespace guanxi::pools {

// By descriptors that are looked up once. Immutable, thus thread-safe. Messages are of the
// descriptor's type.
class PooledRecord {
 public:
  // Ends the process if the type lacks one of the fields.
  explicit PooledRecord(const google::protobuf::Descriptor* type);

  std::string Name(const google::protobuf::Message& record) const { return Text(record, name_); }
  std::string Owner(const google::protobuf::Message& record) const { return Text(record, owner_); }
  std::string Pool(const google::protobuf::Message& record) const { return Text(record, pool_); }
  std::string Etag(const google::protobuf::Message& record) const { return Text(record, etag_); }
  std::string LastOwner(const google::protobuf::Message& record) const {
    return Text(record, last_owner_);
  }
  const pool::v1::PoolStay& Stay(const google::protobuf::Message& record) const;
  // When a pool may take it back, and which; nothing, and "", of types whose owners are not warned.
  std::optional<absl::Time> RecycleTime(const google::protobuf::Message& record) const;
  std::string RecyclePool(const google::protobuf::Message& record) const {
    return recycle_pool_ == nullptr ? "" : Text(record, recycle_pool_);
  }

  void SetHands(const std::string& owner, const std::string& department,
                google::protobuf::Message* record) const;
  void SetPool(const std::string& pool, google::protobuf::Message* record) const;
  void SetLastOwner(const std::string& owner, google::protobuf::Message* record) const;
  // Of a type whose owners are warned.
  void SetRecycle(const std::string& pool, std::optional<absl::Time> time,
                  google::protobuf::Message* record) const;
  pool::v1::PoolStay* MutableStay(google::protobuf::Message* record) const;

  // Of `record` what a pool shows before it is claimed.
  void Show(const pool::v1::Pool& pool, const google::protobuf::Message& record,
            google::protobuf::Message* shown) const;

 private:
  using Field = const google::protobuf::FieldDescriptor*;
  static std::string Text(const google::protobuf::Message& record, Field field);

  Field name_, owner_, department_, pool_, stay_, last_owner_, etag_;
  Field recycle_time_, recycle_pool_;  // null of types whose owners are not warned
};

}  // namespace guanxi::pools

#endif  // GUANXI_COMMON_POOLS_POOLED_RECORD_H_
