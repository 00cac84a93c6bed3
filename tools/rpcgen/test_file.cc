#include "tools/rpcgen/test_file.h"

#include <cstdio>
#include <cstdlib>

#include "google/api/resource.pb.h"
#include "google/protobuf/compiler/parser.h"
#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "google/protobuf/timestamp.pb.h"
#include "guanxi/metadata/v1/annotations.pb.h"
#include "guanxi/metadata/v1/change.pb.h"

namespace guanxi::rpcgen {
namespace {

class Abort : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, int, const std::string& message) override {
    std::fprintf(stderr, "line %d: %s\n", line + 1, message.c_str());
    std::abort();
  }
};

}  // namespace

TestFile::TestFile(const std::string& source)
    : pool_(google::protobuf::DescriptorPool::generated_pool()) {
  // Links in what the file imports.
  google::protobuf::FieldMask::descriptor();
  google::protobuf::Timestamp::descriptor();
  google::api::ResourceDescriptor::descriptor();
  metadata::v1::MethodRules::descriptor();
  metadata::v1::Change::descriptor();
  google::protobuf::io::ArrayInputStream stream(source.data(), static_cast<int>(source.size()));
  Abort errors;
  google::protobuf::io::Tokenizer tokens(&stream, &errors);
  google::protobuf::compiler::Parser parser;
  parser.RecordErrorsTo(&errors);
  google::protobuf::FileDescriptorProto proto;
  if (!parser.Parse(&tokens, &proto)) std::abort();
  proto.set_name("library/v1/library.proto");
  descriptor_ = pool_.BuildFile(proto);  // logs what is wrong
  if (descriptor_ == nullptr) std::abort();
}

const char* LibrarySource() {
  return R"(
syntax = "proto3";
package guanxi.library.v1;
import "google/api/resource.proto";
import "google/protobuf/field_mask.proto";
import "google/protobuf/timestamp.proto";
import "guanxi/metadata/v1/annotations.proto";
import "guanxi/metadata/v1/change.proto";

message Shelf {
  option (google.api.resource) = {
    type: "guanxi.dev/Shelf" pattern: "shelves/{shelf}" singular: "shelf" plural: "shelves"
  };
  option (guanxi.metadata.v1.resource) = {table: "shelves" list_paths: {sort: "create_time"}};
  string name = 1;
  google.protobuf.Timestamp create_time = 2 [(guanxi.metadata.v1.field).column = "create_time"];
}

message OldBook {
  option (google.api.resource) = {
    type: "guanxi.dev/OldBook" pattern: "shelves/{shelf}/oldBooks/{old_book}"
    singular: "oldBook" plural: "oldBooks"
  };
  option (guanxi.metadata.v1.resource) = {
    table: "old_books" number: 1 list_paths: {sort: "create_time"}
  };
  string name = 1;
  string title = 2 [(guanxi.metadata.v1.field).search = TEXT];
  google.protobuf.Timestamp create_time = 3 [(guanxi.metadata.v1.field).column = "create_time"];
  google.protobuf.Timestamp delete_time = 4;
  string etag = 5;
  map<string, string> external_ids = 6;
}

service LibraryService {
  rpc GetShelf(GetShelfRequest) returns (Shelf);
  rpc GetOldBook(GetOldBookRequest) returns (OldBook);
  rpc BatchGetOldBooks(BatchGetOldBooksRequest) returns (BatchGetOldBooksResponse);
  rpc ListOldBooks(ListOldBooksRequest) returns (ListOldBooksResponse);
  rpc SearchOldBooks(SearchOldBooksRequest) returns (SearchOldBooksResponse);
  rpc CreateOldBook(CreateOldBookRequest) returns (OldBook);
  rpc UpdateOldBook(UpdateOldBookRequest) returns (OldBook);
  rpc DeleteOldBook(DeleteOldBookRequest) returns (OldBook);
  rpc UndeleteOldBook(UndeleteOldBookRequest) returns (OldBook);
  rpc BatchCreateOldBooks(BatchCreateOldBooksRequest) returns (BatchCreateOldBooksResponse);
  rpc BatchUpdateOldBooks(BatchUpdateOldBooksRequest) returns (BatchUpdateOldBooksResponse);
  rpc BatchDeleteOldBooks(BatchDeleteOldBooksRequest) returns (BatchDeleteOldBooksResponse);
  rpc ListOldBookChanges(ListOldBookChangesRequest) returns (ListOldBookChangesResponse);
  rpc IngestOldBooks(IngestOldBooksRequest) returns (IngestOldBooksResponse);
  rpc LendOldBook(LendRequest) returns (LendResponse);
  rpc GetReader(LendRequest) returns (LendResponse);
  rpc Scan(stream LendRequest) returns (LendResponse);
  rpc Follow(LendRequest) returns (stream LendResponse);
}

message GetShelfRequest { string name = 1; google.protobuf.FieldMask read_mask = 2; }
message GetOldBookRequest { string name = 1; google.protobuf.FieldMask read_mask = 2; }
message BatchGetOldBooksRequest {
  string parent = 1; repeated string names = 2; google.protobuf.FieldMask read_mask = 3;
}
message BatchGetOldBooksResponse { repeated OldBook old_books = 1; }
message ListOldBooksRequest {
  string parent = 1; int32 page_size = 2; string page_token = 3; string filter = 4;
  string order_by = 5; bool show_deleted = 6; google.protobuf.FieldMask read_mask = 7;
  bool include_total_size = 8;
}
message ListOldBooksResponse {
  repeated OldBook old_books = 1; string next_page_token = 2;
  optional int32 total_size = 3;
}
message SearchOldBooksRequest {
  string query = 1; int32 page_size = 2; string page_token = 3;
  google.protobuf.FieldMask read_mask = 4;
}
message SearchOldBooksResponse { repeated OldBook old_books = 1; string next_page_token = 2; }
message CreateOldBookRequest {
  string parent = 1; OldBook old_book = 2; string old_book_id = 3; string request_id = 4;
  bool validate_only = 5;
}
message UpdateOldBookRequest {
  OldBook old_book = 1; google.protobuf.FieldMask update_mask = 2; bool allow_missing = 3;
  string request_id = 4; bool validate_only = 5;
}
message DeleteOldBookRequest {
  string name = 1; string etag = 2; string request_id = 3; bool validate_only = 4;
}
message UndeleteOldBookRequest {
  string name = 1; string etag = 2; string request_id = 3; bool validate_only = 4;
}
message BatchCreateOldBooksRequest {
  string parent = 1; repeated CreateOldBookRequest requests = 2; string request_id = 3;
  bool validate_only = 4;
}
message BatchCreateOldBooksResponse { repeated OldBook old_books = 1; }
message BatchUpdateOldBooksRequest {
  string parent = 1; repeated UpdateOldBookRequest requests = 2; string request_id = 3;
  bool validate_only = 4;
}
message BatchUpdateOldBooksResponse { repeated OldBook old_books = 1; }
message BatchDeleteOldBooksRequest {
  string parent = 1; repeated string names = 2; string request_id = 3; bool validate_only = 4;
}
message BatchDeleteOldBooksResponse { repeated OldBook old_books = 1; }
message ListOldBookChangesRequest { string name = 1; int32 page_size = 2; string page_token = 3; }
message ListOldBookChangesResponse {
  repeated guanxi.metadata.v1.Change changes = 1; string next_page_token = 2;
}
message IngestOldBooksRequest { string parent = 1; repeated CreateOldBookRequest requests = 2; }
message IngestOldBooksResponse { repeated guanxi.metadata.v1.IngestResult results = 1; }
message LendRequest {}
message LendResponse {}
)";
}

}  // namespace guanxi::rpcgen
