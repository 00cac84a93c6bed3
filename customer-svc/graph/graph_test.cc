// The network as callers see it.
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/uuid.h"
#include "common/db/sql_lint.h"
#include "common/errors/errors.h"
#include "common/resource/id_marks.h"
#include "common/resource/resource_name.h"
#include "customer-svc/graph/graph_service.h"
#include "customer-svc/graph/tie_queries.h"
#include "customer-svc/graph/tie_rows.h"
#include "customer-svc/parties/network_testing.h"
#include "customer-svc/parties/visible_rows.h"
#include "gmock/gmock.h"

namespace guanxi::customer {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;
using v1::Relationship;

class GraphTest : public NetworkTest {
 protected:
  std::string AddKnown(const std::string& customer, const std::string& name, int user) {
    v1::Contact contact;
    contact.set_display_name(name);
    contact.add_known_by(User(user));
    return AddContact(customer, contact);
  }
  static Relationship Knows(const std::string& source, const std::string& target) {
    Relationship tie;
    tie.set_type(Relationship::KNOWS);
    tie.set_source_contact(source);
    tie.set_target_contact(target);
    tie.set_weight(70);
    return tie;
  }
  absl::StatusOr<v1::FindPathResponse> Path(const rpc::Call& call, const std::string& source,
                                            const std::string& target, int max_steps = 0) {
    v1::FindPathRequest request;
    request.set_source(source);
    request.set_target(target);
    request.set_max_steps(max_steps);
    return graph_.FindPath(call, request);
  }
  static std::vector<std::string> Parties(const v1::FindPathResponse& path) {
    std::vector<std::string> names;
    for (const v1::GraphParty& party : path.parties()) names.push_back(party.name());
    return names;
  }
  absl::StatusOr<v1::QueryGraphResponse> Query(const rpc::Call& call, const std::string& root,
                                               int depth = 0, int max_nodes = 0) {
    v1::QueryGraphRequest request;
    request.add_roots(root);
    request.set_depth(depth);
    request.set_max_nodes(max_nodes);
    return graph_.QueryGraph(call, request);
  }
  static std::vector<std::string> Nodes(const v1::QueryGraphResponse& answer) {
    std::vector<std::string> names;
    for (const v1::GraphNode& node : answer.nodes()) names.push_back(node.party().name());
    return names;
  }

  GraphServiceImpl graph_{service_.engine.get(), service_.resources.get()};
};

// One of ours knows a buyer who knows the boss of another company.
TEST_F(GraphTest, APathLeadsThroughColleaguesAndContacts) {
  const std::string ours = AddCompany("老客户");
  const std::string wanted = AddCompany("新客户");
  const std::string buyer = AddKnown(ours, "小李", 1);
  const std::string boss = AddPerson(wanted, "张总");
  const std::string tie = Tie(ours, Knows(buyer, boss));
  const auto path = Path(service_.call(), User(1), boss);
  ASSERT_THAT(path, IsOk());
  EXPECT_THAT(Parties(*path), ElementsAre(User(1), buyer, boss));
  ASSERT_THAT(path->edges(), SizeIs(2));
  EXPECT_EQ(path->edges(0).kind(), v1::KNOWN_BY);
  EXPECT_EQ(path->edges(1).relationship(), tie);
  EXPECT_EQ(path->edges(1).weight(), 70);
  EXPECT_EQ(path->parties(2).contact().display_name(), "张总");
  // The way back is the same.
  EXPECT_THAT(Parties(*Path(service_.call(), boss, User(1))), ElementsAre(boss, buyer, User(1)));
  EXPECT_EQ(Reason(Path(service_.call(), User(1), boss, 1).status()), "PATH_NOT_FOUND");
  EXPECT_EQ(Reason(Path(service_.call(), User(9), boss).status()), "PATH_NOT_FOUND");
}

TEST_F(GraphTest, WhoIsNotThereOrHiddenIsOnNoPath) {
  const std::string ours = AddCompany("老客户", "", "", User(1));
  const std::string hidden = AddCompany("别人的", "", "", User(2));
  const std::string wanted = AddCompany("新客户", "", "", User(1));
  const std::string buyer = AddKnown(ours, "小李", 1);
  const std::string between = AddPerson(hidden, "王工");
  const std::string boss = AddPerson(wanted, "张总");
  Tie(ours, Knows(buyer, between));
  Tie(hidden, Knows(between, boss));
  EXPECT_THAT(Parties(*Path(service_.call(), User(1), boss)), SizeIs(4));
  EXPECT_EQ(Reason(Path(SellerCall(1), User(1), boss).status()), "PATH_NOT_FOUND");
  EXPECT_EQ(Reason(Path(SellerCall(1), User(1), between).status()), "CONTACT_NOT_FOUND");
  Delete<v1::DeleteContactRequest, v1::Contact>(between);
  EXPECT_EQ(Reason(Path(service_.call(), User(1), boss).status()), "PATH_NOT_FOUND");
}

// Who sees one customer learns nothing of another's people by naming them as that one's.
TEST_F(GraphTest, AContactIsFoundByItsOwnCustomerAlone) {
  const std::string own = AddCompany("老客户", "", "", User(1));
  const std::string hidden = AddCompany("别人的", "", "", User(2));
  const std::string person = AddKnown(hidden, "王工", 2);
  const std::string guessed = own + person.substr(hidden.size());
  EXPECT_THAT(Path(service_.call(), User(2), person), IsOk());
  for (const rpc::Call& call : {SellerCall(1), service_.call()}) {
    EXPECT_EQ(Reason(Path(call, User(2), guessed).status()), "CONTACT_NOT_FOUND");
    EXPECT_EQ(Reason(Query(call, guessed).status()), "CONTACT_NOT_FOUND");
  }
}

TEST_F(GraphTest, WhenTiesHoldIsNotTriedOut) {
  const std::string a = AddCompany("甲");
  const std::string b = AddCompany("乙");
  Relationship tie;
  tie.set_type(Relationship::SUPPLIES);
  tie.set_target_customer(b);
  Tie(a, tie);
  const rpc::Call blind = CallWith(
      "permissions { pattern: '*' scope: ALL } unmasks: NAME field_policies { "
      "resource_type: 'guanxi.dev/Relationship' path: 'valid_to_date' access: HIDDEN }",
      User(1));
  EXPECT_THAT(Nodes(*Query(service_.call(), a)), ElementsAre(a, b));
  EXPECT_THAT(Nodes(*Query(blind, a)), ElementsAre(a));
}

TEST_F(GraphTest, TiesThatAreOverDoNotCount) {
  const std::string a = AddCompany("甲");
  const std::string b = AddCompany("乙");
  Relationship tie;
  tie.set_type(Relationship::SUPPLIES);
  tie.set_target_customer(b);
  tie.mutable_valid_to_date()->set_year(2020);
  tie.mutable_valid_to_date()->set_month(5);
  tie.mutable_valid_to_date()->set_day(31);
  Tie(a, tie);
  EXPECT_THAT(Nodes(*Query(service_.call(), a)), ElementsAre(a));
  v1::QueryGraphRequest then;
  then.add_roots(b);
  then.mutable_valid_date()->set_year(2020);
  then.mutable_valid_date()->set_month(5);
  then.mutable_valid_date()->set_day(31);
  EXPECT_THAT(Nodes(*graph_.QueryGraph(service_.call(), then)), ElementsAre(b, a));
  then.mutable_valid_date()->set_day(32);
  EXPECT_THAT(graph_.QueryGraph(service_.call(), then),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("valid_date")));
}

TEST_F(GraphTest, AnswersAreBoundedInDepthAndSize) {
  const std::string top = AddCompany("集团");
  const std::string part = AddCompany("甲", top);
  const std::string person = AddKnown(part, "小李", 1);
  EXPECT_THAT(Nodes(*Query(service_.call(), top, 1)), ElementsAre(top, part));
  EXPECT_THAT(Nodes(*Query(service_.call(), top, 2)), ElementsAre(top, part, person));
  const auto all = Query(service_.call(), top, 3);
  EXPECT_THAT(Nodes(*all), ElementsAre(top, part, person, User(1)));
  EXPECT_EQ(all->nodes(3).level(), 3);
  EXPECT_FALSE(all->truncated());
  const auto cut = Query(service_.call(), top, 3, 2);
  EXPECT_THAT(Nodes(*cut), ElementsAre(top, part));
  EXPECT_TRUE(cut->truncated());
  for (const int depth : {-1, 5}) {
    EXPECT_THAT(Query(service_.call(), top, depth),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("depth")));
  }
  EXPECT_THAT(Query(service_.call(), top, 2, 1001),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("max_nodes")));
  EXPECT_THAT(Query(service_.call(), "leads/1"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("roots[0]")));
  EXPECT_THAT(graph_.QueryGraph(service_.call(), v1::QueryGraphRequest()),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("roots")));
}

TEST_F(GraphTest, AnAnswerSaysWhoMatters) {
  const std::string customer = AddCompany("甲");
  std::vector<std::string> people;
  for (const char* name : {"小赵", "小钱", "小孙"}) people.push_back(AddPerson(customer, name));
  const auto star = Query(service_.call(), customer, 1);
  ASSERT_THAT(star->nodes(), SizeIs(4));
  EXPECT_EQ(star->nodes(0).party().name(), customer);
  EXPECT_DOUBLE_EQ(star->nodes(0).betweenness(), 1);
  EXPECT_DOUBLE_EQ(star->nodes(1).betweenness(), 0);
  EXPECT_GT(star->nodes(0).page_rank(), star->nodes(1).page_rank());
  EXPECT_EQ(star->nodes(0).core_number(), 1);
  Tie(customer, Knows(people[0], people[1]));
  const auto triangle = Query(service_.call(), customer, 1);
  EXPECT_EQ(triangle->nodes(0).core_number(), 2);
  EXPECT_THAT(triangle->edges(), SizeIs(4));
}

TEST_F(GraphTest, KindsMayBeChosenAndHiddenOnesAreNotThere) {
  const std::string customer = AddCompany("甲");
  const std::string person = AddKnown(customer, "小李", 1);
  v1::QueryGraphRequest request;
  request.add_roots(person);
  request.set_depth(1);
  request.add_kinds(v1::KNOWN_BY);
  EXPECT_THAT(Nodes(*graph_.QueryGraph(service_.call(), request)), ElementsAre(person, User(1)));
  const rpc::Call blind = CallWith(
      "permissions { pattern: '*' scope: ALL } unmasks: NAME field_policies { "
      "resource_type: 'guanxi.dev/Contact' path: 'known_by' access: HIDDEN }",
      User(2));
  EXPECT_THAT(Nodes(*graph_.QueryGraph(blind, request)), ElementsAre(person));
  request.clear_kinds();
  EXPECT_THAT(Nodes(*graph_.QueryGraph(blind, request)), UnorderedElementsAre(person, customer));
}

TEST_F(GraphTest, AnEndMustBeThere) {
  const std::string a = AddCompany("甲");
  Relationship tie = Knows("", "");
  EXPECT_THAT(TryTie(a, tie),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("target_customer")));
  tie.set_target_customer("customers/0196b0a0-0000-7000-8000-000000000001");
  EXPECT_THAT(TryTie(a, tie),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("names nothing that exists")));
  tie.set_target_customer(a);
  EXPECT_THAT(TryTie(a, tie),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("relationship.target_customer: is the source itself")));
}

// Whatever the parts in which they are read.
TEST_F(GraphTest, ALayerHasABoundedNumberOfTies) {
  std::vector<db::Value> wanted;
  const auto add = [&](const std::string& name) {
    wanted.emplace_back(resource::ParseReference("customers", name).value().bytes());
  };
  for (const char* name : {"甲", "乙"}) {
    const std::string customer = AddCompany(name);
    AddPerson(customer, "小赵");
    AddPerson(customer, "小钱");
    add(customer);
    // The other one is in another part.
    while (wanted.size() % resource::kMaxIdsPerSelect != 0) {
      wanted.emplace_back(DeriveUuid("nobody", absl::StrCat(wanted.size())).bytes());
    }
  }
  const auto visit = [&](int64_t most) {
    const rpc::Call call = service_.call();
    const Resources& all = *service_.resources;
    const auto scopes =
        VisibleRows::ScopesOf(call, *service_.engine, *all.customers, *all.contacts).value();
    int rows = 0;
    const absl::Status status =
        service_.database->ReadOnly({}, [&](db::Transaction& tx) -> absl::Status {
          rows = 0;
          const VisibleRows visible(&tx, service_.tenant, all.customers.get(), all.contacts.get(),
                                    &scopes);
          return VisitTies(visible, {wanted, {}, {}, most}, SelectWorkers,
                           [&](const db::Row&) -> absl::Status {
                             ++rows;
                             return absl::OkStatus();
                           });
        });
    return status.ok() ? absl::StrCat(rows) : Reason(status);
  };
  EXPECT_EQ(visit(4), "4");
  EXPECT_EQ(visit(3), "GRAPH_TOO_LARGE");
}

TEST(TieQueriesTest, AreReadyForManyMachines) {
  EXPECT_THAT(db::LintQueries(TieQueries()), IsEmpty());
}

}  // namespace
}  // namespace guanxi::customer
