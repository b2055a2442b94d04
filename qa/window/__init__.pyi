"""The front door of `qa.window`, for the page and for programs that serve it."""

from qa.exchanges import Exchange as Exchange
from qa.window.access import account as account
from qa.window.access import mount_options as mount_options
from qa.window.accounts import Accounts as Accounts
from qa.window.adding import Put as Put
from qa.window.adding import add_folder as add_folder
from qa.window.api import Api as Api
from qa.window.api import typed as typed
from qa.window.arrivals import arrivals_folder as arrivals_folder
from qa.window.arrivals import arrived_files as arrived_files
from qa.window.arrivals import gone as gone
from qa.window.hosting import Hosting as Hosting
from qa.window.payload import Visitor as Visitor
from qa.window.requests import Window as Window
from qa.window.serving import Serving as Serving
from qa.window.shelves import Shelf as Shelf
from qa.window.shelves import Shelves as Shelves
from qa.window.talk import UNFORESEEN as UNFORESEEN
from qa.window.tools import McpEndpoint as McpEndpoint
from qa.window.uploads import Limits as Limits
