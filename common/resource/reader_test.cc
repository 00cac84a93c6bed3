// Lists of a resource that has little of what most have.
#include "common/resource/reader.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/crypto/key_ring.h"
#include "common/db/database.h"
#include "common/policy/rights.h"
#include "common/resource/engine.h"
#include "common/resource/plain_note.pb.h"
#include "common/testing/fake_clock.h"
#include "common/testing/mariadb.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::resource {
namespace {

using ::testing::ElementsAre;
using testing::ListPlainNotesRequest;
using testing::ListPlainNotesResponse;
using testing::PlainNote;

constexpr char kCreateTable[] =
    "CREATE TABLE plain_notes (tenant_id BINARY(16) NOT NULL, id BINARY(16) NOT NULL, version "
    "BIGINT NOT NULL, live TINYINT NOT NULL, title VARCHAR(64) NOT NULL, title_sort VARBINARY(64) "
    "NOT NULL, body MEDIUMBLOB NOT NULL, personal MEDIUMBLOB NOT NULL, PRIMARY KEY (tenant_id, "
    "id), KEY idx_title_sort (tenant_id, live, title_sort, id)) ENGINE=InnoDB DEFAULT "
    "CHARSET=utf8mb4 COLLATE=utf8mb4_bin";

class ReaderTest : public ::testing::Test {
 protected:
  ReaderTest() {
    const db::Server server = SharedMariaDb()->CreateSchema("customer-svc/schema").value();
    EXPECT_THAT(SharedMariaDb()->Execute(kCreateTable, server.schema), IsOk());
    database_ = db::Database::Create({server}).value();
    const auto keys = crypto::KeyRing::Parse(absl::StrCat("1 ", std::string(64, 'a'))).value();
    environment_ = Environment::Create(&clock_, keys, std::string(32, 'k')).value();
    resource_ = Resource::Create(Behavior<PlainNote>()).value();
    engine_ = std::make_unique<Engine>(database_.get(), environment_.get());
    call_.principal.tenant = DeriveUuid("tenant", "a");
    call_.principal.rights = policy::AllRights();
    call_.method = "/test/List";
    call_.deadline = absl::Now() + absl::Seconds(60);
  }

  void Add(const std::string& title) {
    clock_.Advance(absl::Seconds(1));
    EXPECT_THAT(engine_->Write(call_.principal, {}, WriteContext(),
                               [&](UnitOfWork& work) {
                                 PlainNote note;
                                 note.set_title(title);
                                 ResourceName name;
                                 name.id = environment_->uuids().Next();
                                 return work.Insert(*resource_, name, &note);
                               }),
                IsOk());
  }
  // All titles, two on a page.
  std::vector<std::string> Titles(const std::string& filter, const std::string& order_by) {
    ListPlainNotesRequest request;
    request.set_page_size(2);
    request.set_filter(filter);
    request.set_order_by(order_by);
    std::vector<std::string> titles;
    do {
      ListPlainNotesResponse page;
      const absl::Status status =
          Reader(engine_.get(), resource_.get(), nullptr).List(call_, request, &page);
      if (!status.ok()) return {status.ToString()};
      for (const PlainNote& note : page.plain_notes()) titles.push_back(note.title());
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return titles;
  }

  FakeClock clock_{absl::FromUnixSeconds(1790000000)};
  std::unique_ptr<db::Database> database_;
  std::unique_ptr<Environment> environment_;
  std::unique_ptr<const Resource> resource_;
  std::unique_ptr<Engine> engine_;
  rpc::Call call_;
};

TEST_F(ReaderTest, ListsByIdWhatHasNoTimeOfCreation) {
  for (const char* title : {"b", "a", "e", "d", "c"}) Add(title);
  EXPECT_THAT(Titles("", ""), ElementsAre("c", "d", "e", "a", "b"));
  EXPECT_THAT(Titles("title != d", ""), ElementsAre("c", "e", "a", "b"));
  EXPECT_THAT(Titles("", "title"), ElementsAre("a", "b", "c", "d", "e"));
}

}  // namespace
}  // namespace guanxi::resource
