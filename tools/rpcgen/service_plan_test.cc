// Faults planted in a file without any: each is found, by the names of message and field.
#include "tools/rpcgen/service_plan.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/rpcgen/test_file.h"

namespace guanxi::rpcgen {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// The library's source with `from`, which stands in it once, replaced by `to`.
std::string Changed(const std::string& from, const std::string& to) {
  std::string source = LibrarySource();
  EXPECT_EQ(absl::StrReplaceAll({{from, to}}, &source), 1) << from;
  return source;
}

std::vector<std::string> Faults(const std::string& source) {
  const TestFile file(source);
  return MakePlan(file.descriptor()).faults;
}

// The one message of the source, without `field`.
std::string Without(const std::string& message, const std::string& field) {
  std::string source = LibrarySource();
  const size_t begin = source.find(absl::StrCat("\nmessage ", message, " {"));
  const size_t at = source.find(field, begin);
  EXPECT_LT(at, source.find("\nmessage ", begin + 1)) << message << " " << field;
  return source.erase(at, field.size());
}

// The methods by name, in order: "Get Shelf", or "-" for custom ones.
std::vector<std::string> Kinds(const std::string& source) {
  const TestFile file(source);
  const FilePlan plan = MakePlan(file.descriptor());
  std::vector<std::string> kinds;
  for (const PlannedMethod& method : plan.services[0].methods) {
    kinds.push_back(method.standard ? absl::StrCat(VerbName(method.standard->verb), " ",
                                                   method.standard->resource->name())
                                    : "-");
  }
  return kinds;
}

TEST(ServicePlanTest, FindsStandardAndCustomMethods) {
  EXPECT_THAT(Faults(LibrarySource()), IsEmpty());
  EXPECT_THAT(
      Kinds(LibrarySource()),
      ElementsAre("Get Shelf", "Get OldBook", "BatchGet OldBook", "List OldBook", "Search OldBook",
                  "Create OldBook", "Update OldBook", "Delete OldBook", "Undelete OldBook",
                  "BatchCreate OldBook", "BatchUpdate OldBook", "BatchDelete OldBook",
                  "ListChanges OldBook", "Ingest OldBook", "-", "-", "-", "-"));
}

struct Planted {
  std::string message, field;  // as it stands in the source
  std::string type, name;
};

constexpr char kMask[] = "google.protobuf.FieldMask";

std::vector<Planted> MissingFieldsOfReads() {
  const std::string mask = kMask;
  return {
      {"GetShelfRequest", "string name = 1;", "string", "name"},
      {"GetOldBookRequest", mask + " read_mask = 2;", mask, "read_mask"},
      {"BatchGetOldBooksRequest", "string parent = 1;", "string", "parent"},
      {"BatchGetOldBooksRequest", "repeated string names = 2;", "repeated string", "names"},
      {"BatchGetOldBooksRequest", mask + " read_mask = 3;", mask, "read_mask"},
      {"ListOldBooksRequest", "string parent = 1;", "string", "parent"},
      {"ListOldBooksRequest", "int32 page_size = 2;", "int32", "page_size"},
      {"ListOldBooksRequest", "string page_token = 3;", "string", "page_token"},
      {"ListOldBooksRequest", "string filter = 4;", "string", "filter"},
      {"ListOldBooksRequest", "string order_by = 5;", "string", "order_by"},
      {"ListOldBooksRequest", "bool show_deleted = 6;", "bool", "show_deleted"},
      {"ListOldBooksRequest", mask + " read_mask = 7;", mask, "read_mask"},
      {"ListOldBooksRequest", "bool include_total_size = 8;", "bool", "include_total_size"},
      {"ListOldBooksResponse", "string next_page_token = 2;", "string", "next_page_token"},
      {"ListOldBooksResponse", "optional int32 total_size = 3;", "optional int32", "total_size"},
      {"SearchOldBooksRequest", "string query = 1;", "string", "query"},
      {"SearchOldBooksRequest", "int32 page_size = 2;", "int32", "page_size"},
      {"SearchOldBooksRequest", "string page_token = 3;", "string", "page_token"},
      {"SearchOldBooksRequest", mask + " read_mask = 4;", mask, "read_mask"},
      {"SearchOldBooksResponse", "string next_page_token = 2;", "string", "next_page_token"},
      {"ListOldBookChangesRequest", "string name = 1;", "string", "name"},
      {"ListOldBookChangesRequest", "int32 page_size = 2;", "int32", "page_size"},
      {"ListOldBookChangesRequest", "string page_token = 3;", "string", "page_token"},
      {"ListOldBookChangesResponse", "repeated guanxi.metadata.v1.Change changes = 1;",
       "repeated guanxi.metadata.v1.Change", "changes"},
      {"ListOldBookChangesResponse", "string next_page_token = 2;", "string", "next_page_token"},
  };
}

std::vector<Planted> MissingFieldsOfWrites() {
  const std::string mask = kMask;
  return {
      {"CreateOldBookRequest", "string parent = 1;", "string", "parent"},
      {"CreateOldBookRequest", "OldBook old_book = 2;", "guanxi.library.v1.OldBook", "old_book"},
      {"CreateOldBookRequest", "string old_book_id = 3;", "string", "old_book_id"},
      {"CreateOldBookRequest", "string request_id = 4;", "string", "request_id"},
      {"CreateOldBookRequest", "bool validate_only = 5;", "bool", "validate_only"},
      {"UpdateOldBookRequest", "OldBook old_book = 1;", "guanxi.library.v1.OldBook", "old_book"},
      {"UpdateOldBookRequest", mask + " update_mask = 2;", mask, "update_mask"},
      {"UpdateOldBookRequest", "bool allow_missing = 3;", "bool", "allow_missing"},
      {"UpdateOldBookRequest", "string request_id = 4;", "string", "request_id"},
      {"UpdateOldBookRequest", "bool validate_only = 5;", "bool", "validate_only"},
      {"DeleteOldBookRequest", "string name = 1;", "string", "name"},
      {"DeleteOldBookRequest", "string etag = 2;", "string", "etag"},
      {"DeleteOldBookRequest", "string request_id = 3;", "string", "request_id"},
      {"DeleteOldBookRequest", "bool validate_only = 4;", "bool", "validate_only"},
      {"UndeleteOldBookRequest", "string etag = 2;", "string", "etag"},
      {"UndeleteOldBookRequest", "string request_id = 3;", "string", "request_id"},
      {"BatchCreateOldBooksRequest", "string parent = 1;", "string", "parent"},
      {"BatchCreateOldBooksRequest", "repeated CreateOldBookRequest requests = 2;",
       "repeated guanxi.library.v1.CreateOldBookRequest", "requests"},
      {"BatchCreateOldBooksRequest", "string request_id = 3;", "string", "request_id"},
      {"BatchUpdateOldBooksRequest", "repeated UpdateOldBookRequest requests = 2;",
       "repeated guanxi.library.v1.UpdateOldBookRequest", "requests"},
      {"BatchUpdateOldBooksRequest", "bool validate_only = 4;", "bool", "validate_only"},
      {"BatchDeleteOldBooksRequest", "repeated string names = 2;", "repeated string", "names"},
      {"BatchDeleteOldBooksRequest", "string request_id = 3;", "string", "request_id"},
      {"BatchDeleteOldBooksResponse", "repeated OldBook old_books = 1;",
       "repeated guanxi.library.v1.OldBook", "old_books"},
      {"IngestOldBooksRequest", "string parent = 1;", "string", "parent"},
      {"IngestOldBooksRequest", "repeated CreateOldBookRequest requests = 2;",
       "repeated guanxi.library.v1.CreateOldBookRequest", "requests"},
      {"IngestOldBooksResponse", "repeated guanxi.metadata.v1.IngestResult results = 1;",
       "repeated guanxi.metadata.v1.IngestResult", "results"},
  };
}

TEST(ServicePlanTest, EveryMissingFieldIsFound) {
  for (const auto& fields : {MissingFieldsOfReads(), MissingFieldsOfWrites()}) {
    for (const Planted& planted : fields) {
      EXPECT_THAT(Faults(Without(planted.message, planted.field)),
                  Contains(absl::StrCat("guanxi.library.v1.", planted.message, ": lacks `",
                                        planted.type, " ", planted.name, "`")));
    }
  }
}

TEST(ServicePlanTest, AFieldOfAnotherTypeIsFound) {
  EXPECT_THAT(Faults(Changed("int32 page_size = 2; string page_token = 3; string filter",
                             "int64 page_size = 2; bytes page_token = 3; string filter")),
              ElementsAre("guanxi.library.v1.ListOldBooksRequest.page_size: is `int64`, must be "
                          "`int32`",
                          "guanxi.library.v1.ListOldBooksRequest.page_token: is `bytes`, must be "
                          "`string`",
                          HasSubstr("guanxi.library.v1.LibraryService.ListOldBooks: is a standard "
                                    "method by its name")));
  EXPECT_THAT(Faults(Changed("message BatchGetOldBooksResponse { repeated OldBook old_books",
                             "message BatchGetOldBooksResponse { OldBook old_books")),
              Contains(HasSubstr("BatchGetOldBooksResponse.old_books: is "
                                 "`guanxi.library.v1.OldBook`, must be `repeated ")));
}

// An ingest is told apart by external ids: there is no request_id that anything would heed.
TEST(ServicePlanTest, AnIngestTakesNoRequestId) {
  EXPECT_THAT(Faults(Changed("message IngestOldBooksRequest {",
                             "message IngestOldBooksRequest { string request_id = 9;")),
              Contains(HasSubstr("IngestOldBooksRequest.request_id: is none of the standard")));
}

// The engine would ignore it without a word.
TEST(ServicePlanTest, AFieldThatNothingHeedsIsFound) {
  EXPECT_THAT(
      Faults(Changed("message GetShelfRequest {", "message GetShelfRequest { bool all = 9;")),
      Contains(HasSubstr("guanxi.library.v1.GetShelfRequest.all: is none of the standard "
                         "method's fields")));
}

TEST(ServicePlanTest, AResponseOfAnotherTypeIsFound) {
  EXPECT_THAT(Faults(Changed("DeleteOldBook(DeleteOldBookRequest) returns (OldBook)",
                             "DeleteOldBook(DeleteOldBookRequest) returns (Shelf)")),
              Contains("guanxi.library.v1.LibraryService.DeleteOldBook: returns "
                       "guanxi.library.v1.Shelf, must return guanxi.library.v1.OldBook"));
}

TEST(ServicePlanTest, EntriesOfABatchAreLookedAtWithoutTheirOwnMethod) {
  std::string source = Without("CreateOldBookRequest", "string old_book_id = 3;");
  ASSERT_EQ(absl::StrReplaceAll(
                {{"  rpc CreateOldBook(CreateOldBookRequest) returns (OldBook);\n", ""}}, &source),
            1);
  EXPECT_THAT(Faults(source), Contains("guanxi.library.v1.CreateOldBookRequest: lacks `string "
                                       "old_book_id`"));
}

TEST(ServicePlanTest, WhatTheResourceCannotDoIsFound) {
  EXPECT_THAT(Faults(Without("OldBook", "google.protobuf.Timestamp delete_time = 4;")),
              Contains(HasSubstr("LibraryService.UndeleteOldBook: guanxi.library.v1.OldBook has no "
                                 "`delete_time`")));
  EXPECT_THAT(Faults(Changed(" [(guanxi.metadata.v1.field).search = TEXT]", "")),
              Contains(HasSubstr("LibraryService.SearchOldBooks: no field of "
                                 "guanxi.library.v1.OldBook is searched")));
  EXPECT_THAT(Faults(Without("OldBook", "map<string, string> external_ids = 6;")),
              Contains("guanxi.library.v1.LibraryService.IngestOldBooks: guanxi.library.v1.OldBook "
                       "has no `external_ids` to tell its records by"));
  EXPECT_THAT(Faults(Changed("(guanxi.metadata.v1.field).search = TEXT",
                             "(guanxi.metadata.v1.field).search = PHONE_NUMBER")),
              Contains("guanxi.library.v1.SearchOldBooksRequest: lacks `string phone_region`"));
  EXPECT_THAT(Faults(Changed("table: \"shelves\" list_paths: {sort: \"create_time\"}",
                             "table: \"shelves\" list_paths: {sort: \"colour\"}")),
              ElementsAre(HasSubstr("guanxi.library.v1.Shelf: ")));
}

TEST(ServicePlanTest, StreamsThatNothingCarriesAreFound) {
  EXPECT_THAT(Faults(Changed("Scan(stream LendRequest) returns (LendResponse)",
                             "Scan(stream LendRequest) returns (stream LendResponse)")),
              ElementsAre(HasSubstr("LibraryService.Scan: streams both ways")));
  EXPECT_THAT(Faults(Changed("GetShelf(GetShelfRequest) returns (Shelf)",
                             "GetShelf(GetShelfRequest) returns (stream Shelf)")),
              Contains("guanxi.library.v1.LibraryService.GetShelf: streams"));
}

TEST(ServicePlanTest, AllFaultsAreReportedAtOnce) {
  std::string source = Without("GetShelfRequest", "string name = 1;");
  ASSERT_EQ(absl::StrReplaceAll({{"string query = 1;", "string q = 1;"}}, &source), 1);
  // Lacks name; lacks query, has q; and what the two methods are.
  EXPECT_THAT(Faults(source), SizeIs(5));
}

TEST(ServicePlanTest, AMethodDeclaredCustomIsNotStandard) {
  const std::string source = Changed("GetShelf(GetShelfRequest) returns (Shelf);",
                                     "GetShelf(LendRequest) returns (LendResponse) {\n"
                                     "    option (guanxi.metadata.v1.method).custom = true;\n"
                                     "  }");
  EXPECT_THAT(Faults(source), IsEmpty());
  EXPECT_EQ(Kinds(source)[0], "-");
}

TEST(ServicePlanTest, MethodsOfMessagesThatTheEngineDoesNotStoreAreCustom) {
  std::string source = LibrarySource();
  const std::string option =
      "  option (guanxi.metadata.v1.resource) = {table: \"shelves\" list_paths: {sort: "
      "\"create_time\"}};\n";
  ASSERT_EQ(absl::StrReplaceAll({{option, ""}}, &source), 1);
  EXPECT_THAT(Faults(source), IsEmpty());
  EXPECT_EQ(Kinds(source)[0], "-");
}

}  // namespace
}  // namespace guanxi::rpcgen
