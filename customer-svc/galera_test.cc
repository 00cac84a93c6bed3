// Two writers on two nodes of a cluster that both take writes: what is to exclude is a row that is
// written, and so it does, though locks exclude nobody there.
#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/events/cursors.h"
#include "common/events/relay.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/galera_testing.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/contact_service.pb.h"
#include "guanxi/customer/v1/customer_service.pb.h"

namespace guanxi::customer {
namespace {

using resource::UnitOfWork;
using v1::Contact;
using v1::Customer;

const db::Query kSelectClaims{"test.claims",
                              "SELECT id FROM test_claims WHERE tenant_id = ? AND claim = ?"};
const db::InsertQuery kInsertClaim{"test.claim",
                                   "INSERT INTO test_claims (tenant_id, id, claim) VALUES "};

TEST_F(GaleraTest, AGuardExcludes) {
  ASSERT_THAT(cluster_->first().Execute(
                  "CREATE TABLE test_claims (tenant_id BINARY(16) NOT NULL, id BINARY(16) NOT "
                  "NULL, claim BIGINT NOT NULL, PRIMARY KEY (tenant_id, id)) ENGINE=InnoDB",
                  schema_.first.schema),
              IsOk());
  std::atomic<int> conflicts{0};
  Race(60, [&](TestService& service, int round) {
    const absl::Status done = Write(service, [&](UnitOfWork& work) -> absl::Status {
      GUANXI_RETURN_IF_ERROR(work.Guard("test", absl::StrCat(round)));
      const std::string tenant(service.tenant.bytes());
      GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                              work.tx().Select(kSelectClaims, {tenant, round}));
      if (!rows.empty()) return absl::OkStatus();
      const Uuid id = service.environment->uuids().Next();
      return work.tx().InsertRows(kInsertClaim, {{tenant, id.bytes(), round}}).status();
    });
    if (!done.ok()) ++conflicts;
  });
  EXPECT_EQ(first_.Number("SELECT COUNT(*) FROM (SELECT claim FROM test_claims GROUP BY claim "
                          "HAVING COUNT(*) > 1) doubled"),
            0);
  EXPECT_EQ(first_.Number("SELECT COUNT(DISTINCT claim) FROM test_claims"), 60);
  EXPECT_LT(conflicts, 10);
}

TEST_F(GaleraTest, ALimitIsNotExceeded) {
  // One in some thousand increases was lost while transactions were not asked whether they live.
  constexpr int kLimit = 500;
  std::atomic<int> taken{0};
  Race(2 * kLimit, [&](TestService& service, int /*round*/) {
    bool has = false;
    const absl::Status done = Write(service, [&](UnitOfWork& work) -> absl::Status {
      GUANXI_ASSIGN_OR_RETURN(has, work.Count("test", "limit", 1, kLimit));
      return absl::OkStatus();
    });
    if (done.ok() && has) ++taken;
  });
  EXPECT_EQ(taken, kLimit);
  EXPECT_EQ(second_.Number("SELECT counter FROM guards WHERE guard_key = 'limit'"), kLimit);
}

TEST_F(GaleraTest, ALeaseHasOneHolder) {
  const auto options = [](const std::string& owner) {
    events::Cursors::Options one;
    one.consumer = "test";
    one.owner = owner;
    for (int i = 0; i < 4; ++i) one.partitions.push_back(i);
    return one;
  };
  events::Cursors a(first_.database.get(), &first_.clock, options("a"));
  events::Cursors b(second_.database.get(), &second_.clock, options("b"));
  int moved = 0, moved_twice = 0;
  for (int round = 0; round < 30; ++round) {
    std::vector<events::Cursor> held[2];
    Race(1, [&](TestService& service, int) {
      const bool is_first = &service == &first_;
      const auto got = (is_first ? a : b).Hold();
      if (got.ok()) held[is_first ? 0 : 1] = *got;
    });
    // Whoever believes that he holds a partition tries to move its cursor.
    std::atomic<int> moves[4] = {};
    Race(1, [&](TestService& service, int) {
      const bool is_first = &service == &first_;
      for (const events::Cursor& cursor : held[is_first ? 0 : 1]) {
        const absl::Status moved = service.database->ReadWrite({}, [&](db::Transaction& tx) {
          return (is_first ? a : b).Move(tx, cursor, cursor.position + 1);
        });
        if (moved.ok()) ++moves[cursor.partition];
      }
    });
    for (const auto& count : moves) {
      moved += count > 0 ? 1 : 0;
      moved_twice += count > 1 ? 1 : 0;
    }
    first_.clock.Advance(absl::Seconds(30));
    second_.clock.Advance(absl::Seconds(30));
  }
  EXPECT_EQ(moved_twice, 0);
  EXPECT_GT(moved, 0);
}

TEST_F(GaleraTest, TwoRelaysGiveEachEventOnePosition) {
  const auto relay_on = [](TestService& service, const std::string& owner) {
    events::Relay::Options options;
    options.service = "test";
    options.owner = owner;
    options.batch = 5;
    return std::make_unique<events::Relay>(service.database.get(), &service.clock, nullptr,
                                           options);
  };
  const auto a = relay_on(first_, "a"), b = relay_on(second_, "b");
  Race(40, [&](TestService& service, int round) {
    service.Create(TestService::Company(absl::StrCat("云", round)));
    (void)(&service == &first_ ? a : b)->Turn();
    if (round % 10 == 9) service.clock.Advance(absl::Seconds(10));
  });
  for (int i = 0; i < 200; ++i) {
    first_.clock.Advance(absl::Seconds(10));
    (void)a->Turn();
  }
  EXPECT_EQ(first_.Number("SELECT COUNT(*) FROM outbox"), 0);
  EXPECT_EQ(first_.Number("SELECT COUNT(*) FROM event_log"),
            first_.Number("SELECT COUNT(*) FROM changes"));
  EXPECT_EQ(first_.Number("SELECT COUNT(DISTINCT event_id) FROM event_log"),
            first_.Number("SELECT COUNT(*) FROM changes"));
}

TEST_F(GaleraTest, AChildIsNotCreatedUnderAParentThatIsGone) {
  std::vector<std::string> parents;
  for (int i = 0; i < 30; ++i) parents.push_back(first_.Create(TestService::Company("云")).name());
  Race(30, [&](TestService& service, int round) {
    if (&service == &first_) {
      v1::DeleteCustomerRequest request;
      request.set_name(parents[round]);
      service.customers->Delete<Customer>(service.call(), request).status().IgnoreError();
    } else {
      v1::CreateContactRequest request;
      request.set_parent(parents[round]);
      request.mutable_contact()->set_display_name("李雷");
      service.contacts->Create<Contact>(service.call(), request).status().IgnoreError();
    }
  });
  // Neither node shows one of them in the air, and once the deletion is there none is added.
  for (TestService* service : {&first_, &second_}) {
    v1::ListContactsRequest all;
    all.set_parent("customers/-");
    all.set_page_size(100);
    const auto page = service->contacts->List<v1::ListContactsResponse>(service->call(), all);
    ASSERT_THAT(page, IsOk());
    for (const Contact& contact : page->contacts()) {
      v1::GetCustomerRequest above;
      above.set_name(contact.name().substr(0, contact.name().find("/contacts/")));
      const auto parent = service->customers->Get<Customer>(service->call(), above);
      ASSERT_THAT(parent, IsOk());
      EXPECT_FALSE(parent->has_delete_time()) << contact.name();
    }
  }
  for (const std::string& parent : parents) {
    v1::DeleteCustomerRequest gone;
    gone.set_name(parent);
    first_.customers->Delete<Customer>(first_.call(), gone).status().IgnoreError();
    v1::CreateContactRequest request;
    request.set_parent(parent);
    request.mutable_contact()->set_display_name("李雷");
    EXPECT_THAT(second_.contacts->Create<Contact>(second_.call(), request),
                HasReason("CUSTOMER_NOT_FOUND"));
  }
}

}  // namespace
}  // namespace guanxi::customer
