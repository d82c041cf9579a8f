"""A browser that nobody looks at: Chromium, driven through selenium."""
import contextlib
import time

from stage import Failure

PACKAGES = ["chromium", "chromium-driver"]


@contextlib.contextmanager
def browser():
    # Of the cache folder's Python; the harness itself needs nothing but the standard library.
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for argument in (
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
        "--window-size=1300,900",
    ):
        options.add_argument(argument)
    driver = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)
    try:
        yield Page(driver)
    finally:
        driver.quit()


class Page:
    def __init__(self, driver):
        self.driver = driver

    def open(self, address):
        self.driver.get(address)

    def find(self, selector):
        return self.driver.find_elements("css selector", selector)

    def texts(self, selector):
        """What elements show; read at once, for pages put others in their place meanwhile."""
        script = "return [...document.querySelectorAll(arguments[0])].map(each => each.innerText)"
        return self.driver.execute_script(script, selector)

    def wait_for(self, selector, contains="", seconds=60):
        """Waits for an element that shows a text; gives it."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for index, text in enumerate(self.texts(selector)):
                # What is laid out in a browser has spaces that do not break.
                if contains in (text or "").replace("\u00a0", " "):
                    return self.find(selector)[index]
            time.sleep(0.2)
        raise Failure(f"not on the page: {contains!r} in {selector}; there is {self.texts(selector)}")

    def press(self, *keys, held=None):
        """Presses keys, by selenium's values, while another is held down."""
        from selenium.webdriver.common.action_chains import ActionChains

        chain = ActionChains(self.driver)
        if held:
            chain.key_down(held)
        chain.send_keys(*keys)
        if held:
            chain.key_up(held)
        chain.perform()

    def hover(self, element, held=None):
        """Moves the mouse onto an element, a little to and fro, while a key is held down."""
        from selenium.webdriver.common.action_chains import ActionChains

        chain = ActionChains(self.driver)
        if held:
            chain.key_down(held)
        left = 20 - element.size["width"] // 2
        chain.move_to_element_with_offset(element, min(left, 0), 0).pause(0.5).move_by_offset(3, 0)
        chain.perform()
