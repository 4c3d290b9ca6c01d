// libyaml's parser; the calls used are plain C functions, so no wrapper is needed.
#pragma once

#include <yaml.h>
