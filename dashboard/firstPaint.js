{
  const theme = localStorage.getItem("clientela.theme") ?? "";
  const isDark = theme === "dark" || (theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.body.classList.toggle("awsui-dark-mode", isDark);
  const app = document.getElementById("app");
  if (app && sessionStorage.getItem("clientela.apiKey")) document.head.append(app.content);
}
