"""What scripts/check-gateway leaves out of the requests that schemathesis makes."""
from urllib.parse import unquote

import schemathesis


@schemathesis.hook
def filter_path_parameters(context, path_parameters):
    """Jetty refuses control characters, '%' and '\\' in a path before any API sees it (HttpLimitsTest), which no document describes."""
    values = unquote("".join(str(value) for value in (path_parameters or {}).values()))
    return not any(character < " " or "\x7f" <= character < "\xa0" or character in "%\\" for character in values)
