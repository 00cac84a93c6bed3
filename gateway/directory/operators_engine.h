// The engine of tasks that the operator runs and that end: without the keys of those who serve.
#ifndef GUANXI_GATEWAY_DIRECTORY_OPERATORS_ENGINE_H_
#define GUANXI_GATEWAY_DIRECTORY_OPERATORS_ENGINE_H_

#include <memory>

#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/db/database.h"
#include "common/resource/engine.h"
#include "common/resource/environment.h"
#include "gateway/directory/resources.h"

namespace guanxi::directory {

// Its keys are random and last as long as it does: what a task writes (Engine::Write) is sealed or
// indexed by none, as it answers nobody, and no field of the directory is found by a blind index.
struct OperatorsEngine {
  // `database` and `clock` are not owned.
  static absl::StatusOr<OperatorsEngine> Create(db::Database* database,
                                                Clock* clock = SystemClock());

  std::unique_ptr<resource::Environment> environment;
  std::unique_ptr<const Resources> resources;
  std::unique_ptr<const resource::Engine> engine;
};

}  // namespace guanxi::directory

#endif  // GUANXI_GATEWAY_DIRECTORY_OPERATORS_ENGINE_H_
