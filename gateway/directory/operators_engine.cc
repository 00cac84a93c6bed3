#include "gateway/directory/operators_engine.h"

#include <string>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/crypto/digest.h"
#include "common/crypto/key_ring.h"
#include "gateway/directory/make_resources.h"

namespace guanxi::directory {

absl::StatusOr<OperatorsEngine> OperatorsEngine::Create(db::Database* database, Clock* clock) {
  OperatorsEngine made;
  GUANXI_ASSIGN_OR_RETURN(const std::string key, crypto::RandomBytes(crypto::kKeyBytes));
  GUANXI_ASSIGN_OR_RETURN(
      const crypto::KeyRing keys,
      crypto::KeyRing::Parse(absl::StrCat("1 ", absl::BytesToHexString(key), "\n")));
  GUANXI_ASSIGN_OR_RETURN(made.environment, resource::Environment::Create(clock, keys, key));
  GUANXI_ASSIGN_OR_RETURN(made.resources, MakeResources());
  made.engine = std::make_unique<const resource::Engine>(database, made.environment.get());
  return made;
}

}  // namespace guanxi::directory
